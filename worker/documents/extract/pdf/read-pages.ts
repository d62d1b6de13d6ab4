import { joinCharacters, type Line } from './join-characters.ts';
import { lookAtObjects, type Drawn } from './look-at-objects.ts';
import { readUtf16, type Pdfium } from './open-pdfium.ts';
import { readAnnotations } from './read-annotations.ts';
import { readCharacters } from './read-characters.ts';
import { readTags } from './read-tags.ts';
import { withDocument } from './with-document.ts';

/** `notes`: form values and notes on the page. `unmapped`: characters that only the font knows, of `characters`. */
export type Page = Drawn & {
  lines: Line[];
  notes: string[];
  characters: number;
  unmapped: number;
};

const UNREADABLE: Page = {
  lines: [],
  notes: [],
  characters: 0,
  unmapped: 0,
  hasPictures: false,
  pictureShare: 0,
  paths: 0,
};

/**
 * The pages of a PDF, their lines in the order in which the file draws them, and the title in its properties.
 * @throws ExtractionError for encrypted or damaged files
 */
export function readPages(bytes: Uint8Array): Promise<{ pages: Page[]; title: string }> {
  return withDocument(bytes, (pdfium, document, form) => {
    const count = pdfium.FPDF_GetPageCount(document);
    const pages = Array.from({ length: count }, (_, index) => readPage(pdfium, document, form, index));
    const title = readUtf16(pdfium, (address, size) =>
      pdfium.FPDF_GetMetaText(document, 'Title', address, size),
    );
    return { pages, title };
  });
}

function readPage(pdfium: Pdfium, document: number, form: number, index: number): Page {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return UNREADABLE;
  // Without it, boxes that are ticked are read as empty.
  pdfium.FORM_OnAfterLoadPage(page, form);
  try {
    const characters = readCharacters(pdfium, page, readTags(pdfium, page));
    return {
      lines: joinCharacters(characters),
      notes: readAnnotations(pdfium, page, form),
      characters: characters.length,
      unmapped: characters.filter(({ isUnmapped }) => isUnmapped).length,
      ...lookAtObjects(pdfium, page),
    };
  } finally {
    pdfium.FORM_OnBeforeClosePage(page, form);
    pdfium.FPDF_ClosePage(page);
  }
}
