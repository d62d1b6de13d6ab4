// PDFs for tests, written object by object.

export type PdfObject = string | { dictionary: string; stream: Buffer };

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A PDF of these objects (the first is the catalog), each its number's text or a stream. */
export function writePdf(objects: PdfObject[], trailer = ''): Buffer {
  const parts: Buffer[] = [bytes('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const [place, object] of objects.entries()) {
    offsets.push(length);
    add(bytes(`${place + 1} 0 obj\n`));
    if (typeof object === 'string') add(bytes(object));
    else {
      add(bytes(`<< /Length ${object.stream.length} ${object.dictionary} >>\nstream\n`));
      add(object.stream);
      add(bytes('\nendstream'));
    }
    add(bytes('\nendobj\n'));
  }
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  add(
    bytes(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer.replace('SELF', String(start))} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/**
 * A PDF with one page for each content stream, in Helvetica (`/F`).
 * @param annotations of the first page, each a dictionary; those that are form fields are in the document's form
 */
export function writePages(contents: string[], annotations: string[] = []): Buffer {
  const firstAnnotation = 4 + contents.length * 2;
  const references = annotations.map((_, index) => `${firstAnnotation + index} 0 R`).join(' ');
  return writePdf([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${references}] /DR << /Font << /F 3 0 R >> >> >> >>`,
    `<< /Type /Pages /Kids [${contents.map((_, index) => `${4 + index * 2} 0 R`).join(' ')}] /Count ${contents.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F 3 0 R >> >> ${index === 0 ? `/Annots [${references}]` : ''} >>`,
      { dictionary: '', stream: bytes(content) },
    ]),
    ...annotations,
  ]);
}

/** Shows a text at a place in points from the lower left corner. */
export const show = (text: string, x: number, y: number, size = 12): string =>
  `BT /F ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET\n`;
