import { createHash } from 'node:crypto';
import type { Pdfium } from './open-pdfium.ts';
import { withDocument } from './with-document.ts';

/** A page as a grey picture, row by row, a byte a pixel, and the hash of it. */
export type Picture = { width: number; height: number; data: Uint8Array; hash: string };

/** What OCR wants, if the page is not too large for it. */
const DOTS_AN_INCH = 300;
const GREY = 1;
const WHITE = 0xffffffff;
const WITH_ANNOTATIONS = 1;

/**
 * Draws a page.
 * @param number from 1
 * @param mostPixels its resolution is lowered to
 * @returns undefined for a page that shows nothing
 * @throws ExtractionError for encrypted or damaged files
 */
export function renderPage(
  bytes: Uint8Array,
  number: number,
  mostPixels: number,
): Promise<Picture | undefined> {
  return withDocument(bytes, (pdfium, document) => {
    const page = pdfium.FPDF_LoadPage(document, number - 1);
    if (page === 0) return undefined;
    try {
      const drawn = draw(pdfium, page, mostPixels);
      return isEmpty(drawn.data)
        ? undefined
        : { ...drawn, hash: createHash('sha256').update(drawn.data).digest('hex') };
    } finally {
      pdfium.FPDF_ClosePage(page);
    }
  });
}

function draw(pdfium: Pdfium, page: number, mostPixels: number): Omit<Picture, 'hash'> {
  const [across, down] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)];
  const scale = Math.min(DOTS_AN_INCH / 72, Math.sqrt(mostPixels / Math.max(1, across * down)));
  const [width, height] = [Math.max(1, Math.floor(across * scale)), Math.max(1, Math.floor(down * scale))];
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, GREY, 0, 0);
  if (bitmap === 0) throw new RangeError(`no memory left for a picture of ${width} × ${height}`);
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS);
    const [from, stride] = [pdfium.FPDFBitmap_GetBuffer(bitmap), pdfium.FPDFBitmap_GetStride(bitmap)];
    const data = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = from + row * stride;
      data.set(pdfium.pdfium.HEAPU8.subarray(start, start + width), row * width);
    }
    return { width, height, data };
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap);
  }
}

/** Fewer pixels than this share are not of the paper's brightness. */
const SPECKS = 0.00005;
const CLEARLY = 48;

function isEmpty(data: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value]! += 1;
  const paper = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  let other = 0;
  for (let value = 0; value < 256; value++) if (Math.abs(value - paper) > CLEARLY) other += counts[value]!;
  return other < data.length * SPECKS;
}
