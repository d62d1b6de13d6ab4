import { cleanText } from '../decode-text.ts';
import { readUtf16, type Pdfium } from './open-pdfium.ts';

const FREE_TEXT = 3;
const WIDGET = 20;
const HIDDEN = 2;
const fields = { check: 2, radio: 3, combo: 4, list: 5, text: 6 };
const PASSWORD = 1 << 13;

/**
 * What a page says outside of its own text: filled form fields as `name: value` (boxes as ☒ or ☐), and notes written
 * on the page. Fields without a value are left out.
 * @param page an open page of PDFium
 * @param form the document's open form environment
 */
export function readAnnotations(pdfium: Pdfium, page: number, form: number): string[] {
  const texts: string[] = [];
  const radios = new Set<string>();
  const count = pdfium.FPDFPage_GetAnnotCount(page);
  for (let index = 0; index < count; index++) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    try {
      if ((pdfium.FPDFAnnot_GetFlags(annotation) & HIDDEN) !== 0) continue;
      const subtype = pdfium.FPDFAnnot_GetSubtype(annotation);
      const text =
        subtype === WIDGET
          ? readField(pdfium, form, annotation, radios)
          : subtype === FREE_TEXT
            ? readUtf16(pdfium, (at, bytes) =>
                pdfium.FPDFAnnot_GetStringValue(annotation, 'Contents', at, bytes),
              )
            : '';
      const line = cleanText(text).replace(/\s+/g, ' ').trim();
      if (line !== '') texts.push(line);
    } finally {
      pdfium.FPDFPage_CloseAnnot(annotation);
    }
  }
  return texts;
}

function readField(pdfium: Pdfium, form: number, annotation: number, radios: Set<string>): string {
  const type = pdfium.FPDFAnnot_GetFormFieldType(form, annotation);
  const read = (call: (form: number, annotation: number, at: number, bytes: number) => number) =>
    readUtf16(pdfium, (at, bytes) => call(form, annotation, at, bytes)).trim();
  const path = read(pdfium.FPDFAnnot_GetFormFieldName);
  const name = read(pdfium.FPDFAnnot_GetFormFieldAlternateName) || lastPart(path);
  if (type === fields.check) return `${pdfium.FPDFAnnot_IsChecked(form, annotation) ? '☒' : '☐'} ${name}`;
  const value = read(pdfium.FPDFAnnot_GetFormFieldValue);
  const isSecret =
    type === fields.text && (pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD) !== 0;
  if (value === '' || isSecret || (type === fields.radio && (value === 'Off' || radios.has(path)))) return '';
  // Each button of a group is a field of the same name and value.
  if (type === fields.radio) radios.add(path);
  return [fields.radio, fields.combo, fields.list, fields.text].includes(type) ? `${name}: ${value}` : '';
}

/** Designers write names as paths: `form1[0].page1[0].City[0]`. */
const lastPart = (name: string): string =>
  name
    .split('.')
    .at(-1)!
    .replace(/\[\d+\]$/, '');
