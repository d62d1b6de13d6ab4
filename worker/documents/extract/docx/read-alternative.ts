import { decodeText } from '../decode-text.ts';
import { extractHtml } from '../extract-html.ts';
import type { Archive } from '../open-archive.ts';

/**
 * A document within a Word document that Word would take in when it opens it: HTML or plain text.
 * @returns nothing for other formats
 */
export async function readAlternative(archive: Archive, part: string): Promise<string[]> {
  const bytes = await archive.read(part);
  if (/\.(html?|xhtml)$/i.test(part)) return [extractHtml(bytes).text];
  if (/\.mht(ml)?$/i.test(part)) return [extractHtml(htmlOf(bytes)).text];
  return /\.txt$/i.test(part) ? [decodeText(bytes)] : [];
}

/** The page in a web archive. Programs write it first, and encode it as quoted-printable or base64. */
function htmlOf(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes).toString('latin1');
  const [, head = '', body = ''] =
    /(content-type:\s*text\/html[^]*?)\r?\n\r?\n([^]*?)(?:\r?\n--|$)/i.exec(source) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64');
  if (!/quoted-printable/i.test(head)) return Buffer.from(body, 'latin1');
  const text = body
    .replace(/=\r?\n/g, '')
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
