import { ExtractionError } from '../extraction-error.ts';
import { joinCharacters, type Line } from './join-characters.ts';
import { openPdfium, readUtf16, withMemory, type Pdfium } from './open-pdfium.ts';
import { readAnnotations } from './read-annotations.ts';
import { readCharacters } from './read-characters.ts';
import { readTags } from './read-tags.ts';

/**
 * `notes`: form values and notes on the page. `unmapped`: characters that only the font knows, of `characters`.
 * `hasPictures`: it shows pictures, which may be of text.
 */
export type Page = {
  lines: Line[];
  notes: string[];
  characters: number;
  unmapped: number;
  hasPictures: boolean;
};

/**
 * The pages of a PDF, their lines in the order in which the file draws them, and the title in its properties.
 * @throws ExtractionError for encrypted or damaged files
 */
export async function readPages(bytes: Uint8Array): Promise<{ pages: Page[]; title: string }> {
  const pdfium = await openPdfium();
  return withMemory(pdfium, bytes.length, (memory) => {
    pdfium.pdfium.HEAPU8.set(bytes, memory);
    const document = pdfium.FPDF_LoadMemDocument(memory, bytes.length, '');
    if (document === 0) throw refusal(pdfium.FPDF_GetLastError());
    const formInfo = pdfium.PDFiumExt_OpenFormFillInfo();
    const form = pdfium.PDFiumExt_InitFormFillEnvironment(document, formInfo);
    try {
      const count = pdfium.FPDF_GetPageCount(document);
      const pages = Array.from({ length: count }, (_, index) => readPage(pdfium, document, form, index));
      const title = readUtf16(pdfium, (address, size) =>
        pdfium.FPDF_GetMetaText(document, 'Title', address, size),
      );
      return { pages, title };
    } finally {
      pdfium.PDFiumExt_ExitFormFillEnvironment(form);
      pdfium.PDFiumExt_CloseFormFillInfo(formInfo);
      pdfium.FPDF_CloseDocument(document);
    }
  });
}

function readPage(pdfium: Pdfium, document: number, form: number, index: number): Page {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return { lines: [], notes: [], characters: 0, unmapped: 0, hasPictures: false };
  // Without it, boxes that are ticked are read as empty.
  pdfium.FORM_OnAfterLoadPage(page, form);
  try {
    const characters = readCharacters(pdfium, page, readTags(pdfium, page));
    return {
      lines: joinCharacters(characters),
      notes: readAnnotations(pdfium, page, form),
      characters: characters.length,
      unmapped: characters.filter(({ isUnmapped }) => isUnmapped).length,
      hasPictures: hasPictures(pdfium, page),
    };
  } finally {
    pdfium.FORM_OnBeforeClosePage(page, form);
    pdfium.FPDF_ClosePage(page);
  }
}

const PICTURE = 3;
const LOOKED_AT = 500;

function hasPictures(pdfium: Pdfium, page: number): boolean {
  const count = Math.min(pdfium.FPDFPage_CountObjects(page), LOOKED_AT);
  for (let index = 0; index < count; index++)
    if (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) === PICTURE) return true;
  return false;
}

const WRONG_PASSWORD = 4;

function refusal(code: number): ExtractionError {
  if (code === WRONG_PASSWORD)
    return new ExtractionError(
      'encrypted_document',
      'This PDF is protected by a password. Remove the protection and upload it again.',
    );
  return new ExtractionError(
    'broken_document',
    'This PDF is damaged and cannot be read. Open it in a PDF viewer, save it again and upload that file.',
  );
}
