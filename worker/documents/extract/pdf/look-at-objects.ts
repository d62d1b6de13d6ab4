import { withMemory, type Pdfium } from './open-pdfium.ts';

/** What a page shows beside its text. `pictureShare`: of the page that its largest picture covers, 0 to 1. */
export type Drawn = { hasPictures: boolean; pictureShare: number; paths: number };

const PATH = 2;
const PICTURE = 3;
const FORM = 5;
const LOOKED_AT = 500;
const DEEPEST = 4;

/** Looks at the first 500 objects of a page, also within forms. @param page an open page of PDFium */
export function lookAtObjects(pdfium: Pdfium, page: number): Drawn {
  const drawn: Drawn = { hasPictures: false, pictureShare: 0, paths: 0 };
  const area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page) || 1;
  let left = LOOKED_AT;
  const look = (count: number, objectAt: (index: number) => number, depth: number): void => {
    for (let index = 0; index < count && left > 0; index++, left--) {
      const object = objectAt(index);
      const type = pdfium.FPDFPageObj_GetType(object);
      if (type === PATH) drawn.paths += 1;
      if (type === FORM && depth < DEEPEST)
        look(
          pdfium.FPDFFormObj_CountObjects(object),
          (at) => pdfium.FPDFFormObj_GetObject(object, at),
          depth + 1,
        );
      if (type !== PICTURE) continue;
      drawn.hasPictures = true;
      // Bounds within a form are its own: a picture there is as large as the form at most.
      if (depth === 0) drawn.pictureShare = Math.max(drawn.pictureShare, areaOf(pdfium, object) / area);
    }
  };
  look(pdfium.FPDFPage_CountObjects(page), (index) => pdfium.FPDFPage_GetObject(page, index), 0);
  return drawn;
}

function areaOf(pdfium: Pdfium, object: number): number {
  return withMemory(pdfium, 16, (at) => {
    if (!pdfium.FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12)) return 0;
    const [left, bottom, right, top] = pdfium.pdfium.HEAPF32.subarray(at >> 2, (at >> 2) + 4);
    return Math.max(0, right! - left!) * Math.max(0, top! - bottom!);
  });
}
