// Scanned pages for tests: text that is drawn as a picture.
import { deflateSync } from 'node:zlib';
import { renderPage, type Picture } from '../worker/documents/extract/pdf/render-page.ts';
import { show, writePages, writePdf, type PdfObject } from './pdf-files.ts';

/** A page for `writeScans`: its lines as text, or as a picture. */
export type ScannedPage = { text: string[] } | { scan: string[] };

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const drawn = (lines: string[]) => lines.map((line, index) => show(line, 50, 740 - index * 26, 15)).join('');

/** Lines as a picture of a page of 600 × 800 points, half as large as a scan usually is. */
export const scan = async (lines: string[]): Promise<Picture> =>
  (await renderPage(writePages([drawn(lines)]), 1, 2_000_000))!;

/** A PDF of pages of which some are pictures alone. */
export async function writeScans(pages: ScannedPage[]): Promise<Buffer> {
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, index) => `${4 + index * 3} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  for (const [index, page] of pages.entries()) {
    const first = 4 + index * 3;
    const picture = 'scan' in page ? await scan(page.scan) : { width: 1, height: 1, data: new Uint8Array(1) };
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${first + 1} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I ${first + 2} 0 R >> >> >>`,
      { dictionary: '', stream: bytes('scan' in page ? '600 0 0 800 0 0 cm /I Do' : drawn(page.text)) },
      {
        dictionary: `/Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
        stream: deflateSync(picture.data, { level: 1 }),
      },
    );
  }
  return writePdf(objects);
}
