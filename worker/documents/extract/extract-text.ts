import {
  CURATED_ANSWER,
  DOCX,
  EPUB,
  PPTX,
  XLSX,
  type MediaType,
  type PictureType,
} from '../../../shared/contract/media-type.ts';
import type { Extracted, ExtractOptions } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';

const extractPicture = async (bytes: Uint8Array, type: PictureType, { recognised }: ExtractOptions) =>
  (await import('./picture/extract-picture.ts')).extractPicture(bytes, type, recognised);

// Each format's library is loaded with its first document: a text file needs no PDF reader.
const extractors: Record<MediaType, (bytes: Uint8Array, options: ExtractOptions) => Promise<Extracted>> = {
  'text/plain': async (bytes) => (await import('./extract-plain.ts')).extractPlain(bytes, 'plain'),
  'text/markdown': async (bytes) => (await import('./extract-plain.ts')).extractPlain(bytes, 'markdown'),
  'text/html': async (bytes) => (await import('./extract-html.ts')).extractHtml(bytes),
  'text/csv': async (bytes) => (await import('./extract-csv.ts')).extractCsv(bytes),
  'application/json': async (bytes) => (await import('./extract-json.ts')).extractJson(bytes),
  'application/pdf': async (bytes, options) =>
    (await import('./pdf/extract-pdf.ts')).extractPdf(bytes, options.recognised),
  'image/png': async (bytes, options) => extractPicture(bytes, 'image/png', options),
  'image/jpeg': async (bytes, options) => extractPicture(bytes, 'image/jpeg', options),
  'image/tiff': async (bytes, options) => extractPicture(bytes, 'image/tiff', options),
  [DOCX]: async (bytes) => (await import('./docx/extract-docx.ts')).extractDocx(bytes),
  [PPTX]: async (bytes, options) => (await import('./extract-pptx.ts')).extractPptx(bytes, options),
  [XLSX]: async (bytes, options) => (await import('./extract-xlsx.ts')).extractXlsx(bytes, options),
  [CURATED_ANSWER]: async (bytes) => (await import('./extract-curated.ts')).extractCurated(bytes),
  [EPUB]: async (bytes) => (await import('./extract-epub.ts')).extractEpub(bytes),
};

/**
 * Extracts the text of a document, with its pages if the format has pages, or says which pages to recognise first.
 * @throws ExtractionError if there is no text
 */
export async function extractText(
  bytes: Uint8Array,
  type: MediaType,
  options: ExtractOptions = { readHidden: false },
): Promise<Extracted> {
  const extracted = await extractors[type](bytes, options);
  if (!extracted.scans && !/\S/.test(extracted.text))
    throw new ExtractionError(
      'empty_document',
      'No text was found in this document. Upload a file that contains text.',
    );
  return extracted;
}
