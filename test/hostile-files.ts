// Files made to harm whoever reads them, small enough to be made on the spot; for the tests and for bench:hostile.
import { constants, deflateRawSync, deflateSync, crc32 } from 'node:zlib';
import { writePdf } from './pdf-files.ts';

const MB = 1_048_576;
const bytes = (text: string) => Buffer.from(text, 'latin1');

const NOTHING = deflateRawSync(Buffer.alloc(0));

type Entry = { name: string; content: Buffer; size?: number };

/** A ZIP of these entries; `size` is what its headers claim, if not the truth. */
export function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, size = content.length } of entries) {
    const packed =
      content.length === 0 ? NOTHING : deflateRawSync(content, { level: constants.Z_BEST_SPEED });
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    local.copy(central, 6, 4, 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, whole, end]);
}

const CONTENT_TYPES = {
  name: '[Content_Types].xml',
  content: bytes(
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
  ),
};

/** A Word document whose text is so many megabytes when it is inflated. */
export const inflatingDocx = (megabytes: number): Buffer =>
  zip([CONTENT_TYPES, { name: 'word/document.xml', content: Buffer.alloc(megabytes * MB, 'a ') }]);

export const manyEntries = (count: number): Buffer =>
  zip([
    CONTENT_TYPES,
    ...Array.from({ length: count }, (_, place) => ({ name: `word/${place}.xml`, content: Buffer.alloc(0) })),
  ]);

export const lyingDocx = (): Buffer =>
  zip([CONTENT_TYPES, { name: 'word/document.xml', content: Buffer.alloc(MB, 'a '), size: 10 }]);

const ENTITIES = `<!DOCTYPE html [<!ENTITY a0 "ha">${Array.from(
  { length: 30 },
  (_, level) => `<!ENTITY a${level + 1} "${`&a${level};`.repeat(10)}">`,
).join('')}]>`;
const OUTSIDE = '<!DOCTYPE html [<!ENTITY file SYSTEM "file:///etc/passwd">]>';

export const entityBomb = (root: string): Buffer =>
  bytes(`<?xml version="1.0"?>${ENTITIES}<${root}><p>The bomb says &a30; here.</p></${root}>`);
export const outsideEntity = (): Buffer =>
  bytes(`<?xml version="1.0"?>${OUTSIDE}<html><body><p>The file says &file; here.</p></body></html>`);

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const pageWith = (
  contents: { dictionary: string; stream: Buffer },
  more = '',
  pages = '[3 0 R]',
  count = 1,
) =>
  writePdf([
    CATALOG,
    `<< /Type /Pages /Kids ${pages} /Count ${count} >>`,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> ${more} >> >>`,
    contents,
    FONT,
    {
      dictionary:
        '/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R /Y 6 0 R >> >>',
      stream: bytes('/X Do /Y Do'),
    },
  ]);
const plain = (stream: string) => ({ dictionary: '', stream: bytes(stream) });
const TEXT = 'BT /F 12 Tf 50 700 Td (A page that says something.) Tj ET';

export const hostilePdfs: Record<string, () => Buffer> = {
  'page tree that holds itself': () =>
    writePdf([CATALOG, '<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 >>']),
  'page tree of two that hold each other': () =>
    writePdf([
      CATALOG,
      '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 1000000 >>',
      '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>',
    ]),
  'a billion pages claimed': () => pageWith(plain(TEXT), '', '[3 0 R]', 1_000_000_000),
  'one page two hundred thousand times': () =>
    pageWith(plain(TEXT), '', `[${'3 0 R '.repeat(200_000)}]`, 200_000),
  'cross references that lead to themselves': () =>
    writePdf([CATALOG, '<< /Type /Pages /Kids [] /Count 0 >>'], '/Prev SELF'),
  'object stream that holds itself': () =>
    writePdf([
      CATALOG,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '4 0 R',
      { dictionary: '/Type /ObjStm /N 1 /First 4 /Extends 4 0 R', stream: bytes('4 0 4 0 R') },
    ]),
  'length that refers to itself': () =>
    Buffer.from(
      pageWith(plain(TEXT))
        .toString('latin1')
        .replace(/\/Length \d+/, '/Length 4 0 R'),
      'latin1',
    ),
  'form that draws itself twice': () => pageWith(plain('/X Do'), '/XObject << /X 6 0 R >>'),
  'arrays a million deep': () =>
    writePdf([CATALOG, `<< /Type /Pages /Kids ${'['.repeat(1_000_000)} /Count 1 >>`]),
  'dictionaries a hundred thousand deep': () =>
    writePdf([`<< /Type /Catalog /Pages ${'<< /A '.repeat(100_000)}`]),
  'a gigabyte of spaces in a stream': () =>
    pageWith({ dictionary: '/Filter /FlateDecode', stream: deflateSync(Buffer.alloc(1024 * MB, ' ')) }),
  'a stream inflated twice': () =>
    pageWith({
      dictionary: '/Filter [/FlateDecode /FlateDecode]',
      stream: deflateSync(deflateSync(Buffer.alloc(1024 * MB, ' '))),
    }),
  'text drawn ten million times': () =>
    pageWith({
      dictionary: '/Filter /FlateDecode',
      stream: deflateSync(Buffer.from(`BT /F 12 Tf ${'(a) Tj\n'.repeat(10_000_000)} ET`)),
    }),
  'a run-length bomb behind ASCII': () =>
    pageWith({
      dictionary: '/Filter [/ASCIIHexDecode /RunLengthDecode]',
      stream: bytes(`${'8120'.repeat(2_000_000)}80>`),
    }),
};

const line = (unit: string, length: number) => Buffer.alloc(length, unit);
const between = (head: string, body: Buffer, tail: string) => Buffer.concat([bytes(head), body, bytes(tail)]);

/** So many bytes on one line, in every format of text. */
export const longLines = (length: number): Record<string, () => Buffer> => ({
  'words.txt': () => line('the ward keeps its own hours and ', length),
  'unbroken.txt': () => line('abcdefghij', length),
  'unbroken.md': () => line('#*_`[](', length),
  'quotes.csv': () => between('a,b\n"', line('the ward keeps, its own hours ', length), ''),
  'fields.csv': () => line('ward,', length),
  'string.json': () => between('{"text": "', line('the ward keeps its own hours ', length), '"}'),
  'numbers.json': () => between('[', line('1,', length), '1]'),
  'text.html': () =>
    between('<html><body><p>', line('the ward keeps its own hours ', length), '</p></body></html>'),
  'tags.html': () => between('<html><body>', line('<b>a</b>', length), '</body></html>'),
});

export const deepJson = (depth: number): Buffer => bytes(`${'['.repeat(depth)}${']'.repeat(depth)}`);
export const deepHtml = (depth: number): Buffer => bytes(`<html><body>${'<div>'.repeat(depth)}deep`);

/** One file, two types. */
export const polyglots: Record<string, () => Buffer> = {
  'pdf-and-html.pdf': () =>
    Buffer.concat([bytes('<html><script>alert(1)</script>'), hostilePdfs['form that draws itself twice']!()]),
  'zip-and-pdf.pdf': () => Buffer.concat([lyingDocx(), hostilePdfs['form that draws itself twice']!()]),
  'gif-and-script.js': () => bytes('GIF89a/*\u0000\u0000\u0001\u0000*/=1;alert(document.cookie)//'),
  'html-as-text.txt': () =>
    bytes('<!doctype html><html><body onload="alert(1)"><p>Ward seven opens at nine.</p></body></html>'),
  'svg.svg': () => bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>Ward</text></svg>'),
};

/** What names a file that is not the file's business. */
export const hostileNames = [
  '../../../../etc/passwd',
  '..\\..\\windows\\system32\\drivers\\etc\\hosts',
  '/etc/passwd',
  'C:\\autoexec.bat',
  'ward\u0000.pdf.txt',
  'a\r\nX-Injected: 1.txt',
  `${'long'.repeat(5_000)}.txt`,
  'invoice\u202etxt.exe',
  '"; filename="other.txt',
  '.',
  '',
];
