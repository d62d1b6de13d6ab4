import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { addLine } from '../extract/pdf/add-line.ts';
import { cleanText } from '../extract/decode-text.ts';
import { escapeMarkdown } from '../extract/escape-markdown.ts';
import { findEngine, findLanguage } from './find-language.ts';
import { LSTM_ONLY, type Engine, type Layout, type OpenEngine } from './tesseract.ts';

/** `text` is Markdown, one line a printed line. `confidence`: of its words, in per cent. `cpuMs`: what it took. */
export type RecognisedText = { text: string; confidence: number; cpuMs: number };

/** The picture may be turned. */
const DOUBTFUL = 60;
/** A line of specks, or of a photograph. */
const NO_TEXT = 30;
const TURNS = [0, Math.PI, Math.PI / 2, -Math.PI / 2];

type Reader = { engine: Engine; api: InstanceType<Engine['TessBaseAPI']> };
/** One at a time: with its languages it takes about 100 MB. */
let open: { languages: string; reader: Promise<Reader> } | undefined;

/**
 * Recognises the text of a picture by Tesseract, which runs in this process. A picture that gives only doubtful words
 * is tried upside down and on its sides.
 * @param payload languages: as Tesseract names them, such as `eng`; their packages are installed
 */
export async function recogniseText(payload: {
  image: Uint8Array;
  languages: string[];
}): Promise<RecognisedText> {
  const languages = payload.languages.join('+');
  const before = process.cpuUsage();
  if (open?.languages !== languages) open = { languages, reader: openReader(payload.languages) };
  const { engine, api } = await open.reader;
  engine.FS.writeFile('/input', payload.image);
  let best: Omit<RecognisedText, 'cpuMs'> = { text: '', confidence: 0 };
  for (const turn of TURNS) {
    if (api.SetImageFile(1, turn) !== 0) throw new Error('the picture cannot be read');
    api.Recognize(null);
    const confidence = api.MeanTextConf();
    const text = writeText(JSON.parse(api.GetJSONText()) as Layout);
    if (text !== '' && confidence > best.confidence) best = { text, confidence };
    // Nothing at all is a photograph.
    if (best.confidence >= DOUBTFUL || text === '') break;
  }
  const { user, system } = process.cpuUsage(before);
  return { ...best, cpuMs: Math.round((user + system) / 1_000) };
}

async function openReader(languages: string[]): Promise<Reader> {
  const openEngine = createRequire(import.meta.url)(findEngine()) as OpenEngine;
  const engine = await openEngine({ TesseractProgress: () => {} });
  for (const language of languages) {
    const data = await promisify(gunzip)(await readFile(findLanguage(language)));
    engine.FS.writeFile(`${language}.traineddata`, data);
  }
  const api = new engine.TessBaseAPI();
  if (api.Init(null, languages.join('+'), LSTM_ONLY) !== 0)
    throw new Error('Tesseract cannot load its language data');
  return { engine, api };
}

function writeText({ blocks }: Layout): string {
  const paragraphs = blocks.flatMap((block) =>
    (block.paragraphs ?? []).map(({ lines }) =>
      lines
        .filter(({ confidence }) => confidence >= NO_TEXT)
        .map(({ text }) => cleanText(text).replace(/\s+/g, ' ').trim())
        .filter((text) => text !== ''),
    ),
  );
  const compounds = new Set(paragraphs.flat().flatMap((line) => line.match(/\p{L}+-\p{L}+/gu) ?? []));
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map(([first, ...lines]) => {
      const parts = [escapeMarkdown(first!)];
      for (const line of lines) addLine(parts, line, compounds);
      return parts.join('');
    })
    .join('\n\n');
}
