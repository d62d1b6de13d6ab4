import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { extractText } from './extract-text.ts';
import { ExtractionError } from './extraction-error.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const plainText = async (text: string | Uint8Array) =>
  (await extractText(typeof text === 'string' ? bytes(text) : text, 'text/plain')).text;

test('text is decoded by its mark, as UTF-8, else as the old 8-bit code', async () => {
  expect(await plainText('\uFEFFGrüße 😀')).toBe('Grüße 😀');
  expect(await plainText(new Uint8Array(Buffer.from('\uFEFFGrüße', 'utf16le')))).toBe('Grüße');
  expect(await plainText(new Uint8Array(Buffer.from('\uFEFFGrüße', 'utf16le').swap16()))).toBe('Grüße');
  expect(await plainText(new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80]))).toBe('Grüße €');
});

test('what Postgres or a reader would stumble over is taken out', async () => {
  expect(await plainText('a\r\nb\rc\0\x07d\te\fpage')).toBe('a\nb\ncd\te\npage');
  const halfPair = new Uint8Array([0xff, 0xfe, 0x41, 0, 0x3d, 0xd8, 0x42, 0]);
  expect(await plainText(halfPair)).toBe('A\uFFFDB');
});

test('a document without text is refused in every format', async () => {
  for (const type of ['text/plain', 'text/markdown', 'text/html', 'text/csv', 'application/json'] as const) {
    const empty = extractText(bytes(type === 'text/html' ? '<p> </p><script>x</script>' : ' \n '), type);
    await expect(empty).rejects.toBeInstanceOf(ExtractionError);
    await expect(empty).rejects.toMatchObject({ code: 'empty_document' });
  }
  await expect(extractText(bytes('{"a": null, "b": []}'), 'application/json')).rejects.toThrow(
    'No text was found',
  );
});

test('Markdown keeps its marks', async () => {
  const { text, format, pages } = await extractText(bytes('# Title\n\n- one'), 'text/markdown');
  expect({ text, format, pages }).toEqual({ text: '# Title\n\n- one', format: 'markdown', pages: [] });
});

test('a CSV row becomes a paragraph that names its values', async () => {
  const csv = 'Name;City;Note\r\n"Anna ""A."" Ott";Köln;\r\nBob;"Bonn;\nBeuel";late\r\n';
  expect((await extractText(bytes(csv), 'text/csv')).text).toBe(
    'Name: Anna "A." Ott; City: Köln\n\nName: Bob; City: Bonn; Beuel; Note: late',
  );
  expect((await extractText(bytes('a,1\nb,2\n'), 'text/csv')).text).toBe('a; 1\n\nb; 2');
  expect((await extractText(bytes('just a line\nand another'), 'text/csv')).text).toBe(
    'just a line\nand another',
  );
});

test.each([',', ';', '\t', '|'])(
  'two columns are split at %j, also in a short file that ends with a line end',
  async (mark) => {
    const csv = `Name${mark}Town\nAnna${mark}Bonn\n`;
    expect((await extractText(bytes(csv), 'text/csv')).text).toBe('Name: Anna; Town: Bonn');
  },
);

test.each([
  ['a line that names the delimiter', 'sep=|\nName|Town\nAnna|Bonn\n', 'Name: Anna; Town: Bonn'],
  [
    'a comment above',
    '# of last May, in full\nName,Town\nAnna,Bonn\n',
    'of last May, in full\n\nName: Anna; Town: Bonn',
  ],
  ['a header that begins like a comment', '#,Name\n1,Anna\n', '#: 1; Name: Anna'],
])('a CSV with %s keeps its header', async (_, csv, text) => {
  expect((await extractText(bytes(csv), 'text/csv')).text).toBe(text);
});

test('a text whose encoding nobody knows fails, and says what to do', async () => {
  const odd = Buffer.from(
    '8f e0 ae a2 a5 e0 ea e2 a5 20 ad a0 e1 ae e1 20 aa a0 a6 a4 e3 ee 20 ad a5 a4 a5 ab ee'.replaceAll(
      ' ',
      '',
    ),
    'hex',
  );
  await expect(plainText(odd)).rejects.toThrow(/Save it as UTF-8/);
});

test('a CSV with an open quote or ragged rows loses nothing', async () => {
  const { text } = await extractText(bytes('a,b\n1,2,3\n4\n"5,6\n7'), 'text/csv');
  for (const value of ['1', '2', '3', '4', '5,6', '7']) expect(text).toContain(value);
});

test('JSON becomes lines with the path to each value, numbers as written', async () => {
  const json =
    '{"id": 12345678901234567890, "price": 1.10, "tags": ["a", "b"], "people": [{"name": "Zoë"}, {"name": "Max", "on": true}]}';
  expect((await extractText(bytes(json), 'application/json')).text).toBe(
    'id: 12345678901234567890\nprice: 1.10\ntags[0]: a\ntags[1]: b\npeople[0].name: Zoë\n\npeople[1].name: Max\npeople[1].on: true',
  );
  expect((await extractText(bytes('{"a": 1}\n{"a": 2}\n'), 'application/json')).text).toBe(
    '[0].a: 1\n\n[1].a: 2',
  );
});

test('JSON that breaks off stays as it is; one nested without end is refused', async () => {
  expect((await extractText(bytes('{"a": 1, "b": '), 'application/json')).text).toBe('{"a": 1, "b": ');
  for (const depth of [300, 200_000]) {
    const nested = extractText(bytes('['.repeat(depth) + '1' + ']'.repeat(depth)), 'application/json');
    await expect(nested).rejects.toMatchObject({ code: 'too_deeply_nested' });
  }
});

test("an HTML page gives its article with headings, list, table and code, without the page's furniture", async () => {
  const { text, format } = await extractText(fixture('article.html'), 'text/html');
  expect(format).toBe('markdown');
  expect(text).toMatch(/^# Returning an order\n\nOrders can be returned within 30 days of delivery/);
  expect(text).toContain(
    '\n\n## Fees\n\n| Country | Fee |\n| --- | --- |\n| Germany | free |\n| Switzerland | 9 CHF |',
  );
  expect(text).toContain('\n1. Print the label\n2. Pack the goods\n3. Hand in the parcel');
  expect(text).toContain('[returns page](https://northwind.example/returns)');
  expect(text).toContain('```\ncurl https://northwind.example/api/returns \\\n  -d order=4711\n```');
  expect(text).not.toMatch(/tracking-secret|late script|display: none|Basket|Garden chairs|Copyright|base64/);
});

test('a page without an article gives its body, under its title', async () => {
  const page =
    '<title>Hours</title><div>Open <b>daily</b><br>9 to 5</div><nav>Menu</nav><ul><li>Mon<ul><li>early</li></ul></li></ul>';
  expect((await extractText(bytes(page), 'text/html')).text).toBe(
    '# Hours\n\nOpen daily\n9 to 5\n\n- Mon\n  - early',
  );
});

const pricePart = (name: string) =>
  `<div class="card"><h2>${name}</h2><p>${`${name} costs ten euros a month. `.repeat(30)}</p></div>`;

test('a page of several equal parts keeps them all', async () => {
  const { text } = await extractText(
    bytes(`<html><body>${['Free', 'Pro', 'Scale'].map(pricePart).join('')}</body></html>`),
    'text/html',
  );
  for (const name of ['Free', 'Pro', 'Scale']) expect(text).toContain(`## ${name}`);
});

test('an old page is read in the encoding it declares', async () => {
  const page = Buffer.from(
    '<html><head><meta charset="iso-8859-2"></head><body><p>\xa3\xf3d\xbc</p></body></html>',
    'latin1',
  );
  expect((await extractText(new Uint8Array(page), 'text/html')).text).toBe('Łódź');
});

test('tables that only place things give their content once', async () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'core' : `<table><tr><td>${nested(depth - 1)}</td><td>cell${depth}</td></tr></table>`;
  const { text } = await extractText(bytes(`<html><body>${nested(40)}</body></html>`), 'text/html');
  expect(text.match(/core/g)).toHaveLength(1);
  expect(text.match(/cell7/g)).toHaveLength(1);
});

test('a page nested without end is refused', async () => {
  const page = extractText(bytes(`<html><body>${'<div>'.repeat(20_000)}deep`), 'text/html');
  await expect(page).rejects.toMatchObject({ code: 'too_deeply_nested' });
});

test('text in a page or PDF that looks like Markdown does not become a heading', async () => {
  expect((await extractText(bytes('<html><body><p># no heading</p></body></html>'), 'text/html')).text).toBe(
    '\\# no heading',
  );
});
