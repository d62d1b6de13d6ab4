import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import utif from 'utif2';
import type { PictureType } from '../../../../shared/contract/media-type.ts';
import { ExtractionError } from '../extraction-error.ts';
import { DAMAGED, readPages } from './count-pages.ts';
import { readJpeg } from './read-jpeg.ts';
import { fromColours, fromPng } from './to-grey.ts';

/** A picture for a PDF: JPEG as it is, others as deflated grey. `turned`: in degrees, clockwise. */
type Drawn = { width: number; height: number; turned: number; dictionary: string; stream: Uint8Array };

/** As much as PDFium, or this process, can hold decoded. */
const MOST_PIXELS = 100_000_000;
const GREY = '/ColorSpace /DeviceGray /Filter /FlateDecode';

/**
 * A PDF of one page that shows a picture, for PDFium to draw: turned as cameras say it, and of a size at which its text
 * is large enough.
 * @param number of the page, from 1
 * @throws ExtractionError for pictures that are damaged or too large
 */
export function pictureToPdf(bytes: Uint8Array, type: PictureType, number: number): Uint8Array {
  const { width, height, turned, dictionary, stream } = read(bytes, type, number);
  const scale = 72 / dotsAnInch(Math.max(width, height));
  const [across, down] = [(width * scale).toFixed(2), (height * scale).toFixed(2)];
  const content = `${across} 0 0 ${down} 0 0 cm /I Do`;
  const head = `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 ${across} ${down}] /Rotate ${turned} /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >> endobj
4 0 obj << /Length ${content.length} >> stream
${content}
endstream endobj
5 0 obj << /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 ${dictionary} /Length ${stream.length} >> stream
`;
  // PDFium finds the objects of a file without a table of them.
  const tail = '\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n';
  return Buffer.concat([Buffer.from(head), stream, Buffer.from(tail)]);
}

/** Scanners give 300 dots an inch. Pictures of screens and small photographs are drawn larger. */
const dotsAnInch = (longest: number): number => (longest >= 2_000 ? 300 : longest >= 1_000 ? 150 : 100);

function read(bytes: Uint8Array, type: PictureType, number: number): Drawn {
  try {
    if (type === 'image/jpeg') return drawJpeg(bytes);
    if (type === 'image/png') {
      const header = new DataView(bytes.buffer, bytes.byteOffset);
      requireSize({ width: header.getUint32(16), height: header.getUint32(20) });
      return toDrawn(fromPng(decode(bytes, { checkCrc: false })));
    }
    const page = readPages(bytes)[number - 1]!;
    requireSize({
      width: Number((page['t256'] as number[])[0]),
      height: Number((page['t257'] as number[])[0]),
    });
    utif.decodeImage(Buffer.from(bytes), page);
    return toDrawn(fromColours({ ...page, data: utif.toRGBA8(page) }));
  } catch (error) {
    if (error instanceof ExtractionError) throw error;
    throw new ExtractionError('broken_document', DAMAGED, error);
  }
}

const toDrawn = ({ data, ...size }: { width: number; height: number; data: Uint8Array }): Drawn => ({
  ...size,
  turned: 0,
  dictionary: GREY,
  stream: deflateSync(data, { level: 1 }),
});

/** Drawn as it is: PDFium turns its colours into grey. */
function drawJpeg(bytes: Uint8Array): Drawn {
  const { width, height, colours, isAdobe, turned } = readJpeg(bytes);
  requireSize({ width, height });
  const space = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' }[colours];
  const inverted = colours === 4 && isAdobe ? '/Decode [1 0 1 0 1 0 1 0]' : '';
  return {
    width,
    height,
    turned,
    dictionary: `/ColorSpace /${space} ${inverted} /Filter /DCTDecode`,
    stream: bytes,
  };
}

function requireSize({ width, height }: { width: number; height: number }): void {
  if (width * height > MOST_PIXELS)
    throw new ExtractionError(
      'oversized_document',
      'This picture has more than 100 million pixels. Save it smaller and upload that file.',
    );
}
