import { fileTypeFromBuffer } from 'file-type';
import { CURATED_ANSWER, DOCX, EPUB, PPTX, XLSX, type MediaType } from '../contract/media-type.ts';
import { unicodeEncoding } from './unicode-encoding.ts';
import { looksLikeJson } from './looks-like-json.ts';

/** Readable names of types that can be uploaded, for error messages. */
export const supportedTypes: Record<Exclude<MediaType, typeof CURATED_ANSWER>, string> = {
  'text/plain': 'plain text',
  'text/markdown': 'Markdown',
  'text/html': 'HTML',
  'application/pdf': 'PDF',
  'text/csv': 'CSV',
  'application/json': 'JSON',
  [DOCX]: 'Word (docx)',
  [PPTX]: 'PowerPoint (pptx)',
  [XLSX]: 'Excel (xlsx)',
  [EPUB]: 'EPUB',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/tiff': 'TIFF',
};

const flavours: [ending: RegExp, MediaType][] = [
  [/\.(md|markdown|mdown|mkd|mdx)$/i, 'text/markdown'],
  [/\.(csv|tsv)$/i, 'text/csv'],
  [/\.(html?|xhtml)$/i, 'text/html'],
];

const pictures: [start: string, MediaType][] = [
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
];

/**
 * Detects the type of a document by its content. The file name only decides between flavours of text.
 * @param head the first 4–64 KB, or all of a shorter file; may end inside a character
 * @returns null for unsupported types
 */
export async function detectType(head: Uint8Array, name: string): Promise<MediaType | null> {
  if (/^\s*%PDF-\d/.test(ascii(head.subarray(0, 64)))) return 'application/pdf';
  if (ascii(head.subarray(0, 4)) === 'PK\x03\x04') return detectArchive(head, name);
  const picture = pictures.find(([start]) => ascii(head.subarray(0, start.length)) === start);
  if (picture) return picture[1];
  const text = readText(head);
  // Some writers put bytes before the PDF header. A text that only mentions PDF is not one.
  if (text === null) return /%PDF-\d/.test(ascii(head.subarray(0, 1024))) ? 'application/pdf' : null;
  if (await isPrinterText(head)) return null;

  const flavour = flavours.find(([ending]) => ending.test(name.trim()))?.[1] ?? 'text/plain';
  if (looksLikeHtml(text, flavour)) return 'text/html';
  if (looksLikeJson(text)) return 'application/json';
  return flavour === 'text/html' ? 'text/plain' : flavour;
}

/** Endings from file-type, which distinguishes templates, slide shows and files with macros: all are read alike. */
const archives: [ending: RegExp, MediaType][] = [
  [/^(docx|docm|dotx|dotm)$/, DOCX],
  [/^(pptx|pptm|potx|potm|ppsx|ppsm)$/, PPTX],
  [/^(xlsx|xlsm|xltx|xltm)$/, XLSX],
  [/^epub$/, EPUB],
];

/** Some writers put the type of an archive at its end: then its name is believed until it is read. */
async function detectArchive(head: Uint8Array, name: string): Promise<MediaType | null> {
  const found = (await fileTypeFromBuffer(head).catch(() => undefined))?.ext ?? 'zip';
  const ending = found === 'zip' ? (/\.([a-z]+)$/i.exec(name.trim())?.[1]?.toLowerCase() ?? '') : found;
  return archives.find(([endings]) => endings.test(ending))?.[1] ?? null;
}

/** Old Office formats, and new ones with a password. */
export const isOldOffice = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 8)).toString('hex') === 'd0cf11e0a1b11ae1';

function readText(head: Uint8Array): string | null {
  const whole = head.subarray(0, head.length - cutCharacter(head));
  const text = new TextDecoder(unicodeEncoding(whole) ?? 'windows-1252').decode(whole);
  if (text.includes('\0')) return null;
  // A tenth of the bytes of compressed data are control characters; in text there are hardly any.
  // oxlint-disable-next-line no-control-regex
  const controls = text.match(/[\x01-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return controls * 200 > text.length ? null : text;
}

/** How many bytes at the end start a UTF-8 character that was cut off: 0 to 3. */
function cutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Text formats for machines: RTF and PostScript. */
async function isPrinterText(head: Uint8Array): Promise<boolean> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  return ['rtf', 'ps', 'eps', 'ai'].includes(found?.ext ?? '');
}

function looksLikeHtml(text: string, flavour: MediaType): boolean {
  const start = text.slice(0, 20_000).replace(/^(\s|\uFEFF|<\?xml[^>]*>|<!--[^]*?-->)+/, '');
  if (/^<(!doctype\s+html|html|head|body)[\s>]/i.test(start)) return true;
  // Markdown and CSV may contain tags; a fragment without a frame counts as HTML only elsewhere.
  if (flavour === 'text/html')
    return /<(p|div|h[1-6]|ul|ol|table|br|a|span|article|section|main)[\s/>]/i.test(text);
  if (flavour !== 'text/plain') return false;
  return /^<(title|meta|link|p|div|h[1-6]|ul|ol|table|article|section|main|nav|header)(\s[^<]*)?>/i.test(
    start,
  );
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
