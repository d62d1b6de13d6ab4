import { ExtractionError } from '../extraction-error.ts';
import { openPdfium, withMemory, type Pdfium } from './open-pdfium.ts';

/**
 * Opens a PDF for one use. `form` is its open form environment.
 * @throws ExtractionError for encrypted or damaged files
 */
export async function withDocument<T>(
  bytes: Uint8Array,
  use: (pdfium: Pdfium, document: number, form: number) => T,
): Promise<T> {
  const pdfium = await openPdfium();
  return withMemory(pdfium, bytes.length, (memory) => {
    pdfium.pdfium.HEAPU8.set(bytes, memory);
    const document = pdfium.FPDF_LoadMemDocument(memory, bytes.length, '');
    if (document === 0) throw refusal(pdfium.FPDF_GetLastError());
    const formInfo = pdfium.PDFiumExt_OpenFormFillInfo();
    const form = pdfium.PDFiumExt_InitFormFillEnvironment(document, formInfo);
    try {
      return use(pdfium, document, form);
    } finally {
      pdfium.PDFiumExt_ExitFormFillEnvironment(form);
      pdfium.PDFiumExt_CloseFormFillInfo(formInfo);
      pdfium.FPDF_CloseDocument(document);
    }
  });
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
