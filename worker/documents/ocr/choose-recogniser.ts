import type { Config } from '../../../shared/platform/config.ts';
import { ENGINE, findEngine, findLanguage, isInstalled, packageOf } from './find-language.ts';

/**
 * What recognises pages. `id`: the model, or Tesseract with its languages. `model`: undefined for Tesseract.
 * `mostPixels` and `form`: of the pictures it gets.
 */
export type Recogniser = {
  id: string;
  model: string | undefined;
  languages: string[];
  mostPixels: number;
  form: 'pgm' | 'png';
};

/** A4 at 300 dots an inch has 8.7 million. */
const LOCAL_PIXELS = 12_000_000;
/** Models make larger pictures smaller, and some servers refuse them. */
const MODEL_PIXELS = 4_000_000;

/** What recognises pages here, or a sentence on why nothing does. */
export function chooseRecogniser(ocr: Config['ocr']): Recogniser | string {
  if (!ocr)
    return 'OCR is switched off on this server: the operator can set INGEST_OCR=auto. Or run the file through OCR and upload it again.';
  const { languages, model } = ocr;
  if (model !== undefined) return { id: model, model, languages, mostPixels: MODEL_PIXELS, form: 'png' };
  if (!isInstalled(findEngine))
    return `OCR is not installed on this server: the operator can run npm install ${ENGINE}, or set INGEST_OCR_URL.`;
  const missing = languages.filter((language) => !isInstalled(() => findLanguage(language)));
  if (missing.length > 0)
    return `OCR does not have its language data (${missing.join(', ')}): the operator can run npm install ${missing.map(packageOf).join(' ')}, or change INGEST_OCR_LANGUAGES.`;
  const id = `tesseract ${languages.join('+')}`;
  return { id, model, languages, mostPixels: LOCAL_PIXELS, form: 'pgm' };
}
