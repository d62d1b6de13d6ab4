import { getDocumentProxy } from 'unpdf';
import { ExtractionError } from './extraction-error.ts';

/** A line as printed: text, position of the baseline (points from the lower left corner), font size. */
export type Line = { text: string; x: number; y: number; size: number };

type Item = { str: string; transform: number[]; width: number; hasEOL: boolean };

/**
 * The lines of each page, in the order in which the file draws them.
 * @throws ExtractionError for encrypted or damaged files
 */
export async function readPdfLines(bytes: Uint8Array): Promise<Line[][]> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }).catch(refuse);
  try {
    const pages: Line[][] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(joinLines(items.filter((item) => 'str' in item)));
      page.cleanup();
    }
    return pages;
  } catch (error) {
    return refuse(error);
  } finally {
    await pdf.loadingTask.destroy();
  }
}

function joinLines(items: Item[]): Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  let right = 0;
  let widest = 0;
  for (const item of items) {
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform;
    const size = Math.hypot(a, b);
    if (line && Math.abs(y - line.y) > Math.max(size, line.size) * 0.8) line = null;
    if (!line && item.str.trim() !== '') {
      line = { text: '', x, y, size };
      widest = 0;
      right = x;
      lines.push(line);
    }
    if (line) {
      if (x - right > size * 0.2 && !/\s$/.test(line.text) && !/^\s/.test(item.str)) line.text += ' ';
      line.text += item.str;
      right = x + item.width;
      if (item.str.trim().length > widest) [widest, line.size] = [item.str.trim().length, size];
    }
    if (item.hasEOL) line = null;
  }
  for (const each of lines) each.text = each.text.replace(/\s+/g, ' ').trim();
  return lines;
}

function refuse(error: unknown): never {
  if ((error as Error).name === 'PasswordException')
    throw new ExtractionError(
      'encrypted_document',
      'This PDF is protected by a password. Remove the protection and upload it again.',
      error,
    );
  throw new ExtractionError(
    'broken_document',
    'This PDF is damaged and cannot be read. Open it in a PDF viewer, save it again and upload that file.',
    error,
  );
}
