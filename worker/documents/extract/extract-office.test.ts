import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DOCX, EPUB, PPTX, XLSX } from '../../../shared/contract/media-type.ts';
import { detectType } from '../../../shared/documents/detect-type.ts';
import {
  archive,
  docxParts,
  epubParts,
  paragraph,
  pptxParts,
  relations,
  styled,
  xlsxParts,
} from '../../../test/office-files.ts';
import { zip } from '../../../test/hostile-files.ts';
import { extractText } from './extract-text.ts';

const read = (
  parts: Record<string, string | Buffer>,
  type: typeof DOCX | typeof PPTX | typeof XLSX | typeof EPUB,
) => extractText(archive(parts), type);

const note = '<w:r><w:footnoteReference w:id="2"/></w:r>';
const item = (text: string) =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
const row = (cells: string[]) =>
  `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
const letter = docxParts(
  [
    styled('Title', 'Ward handbook'),
    styled('Heading1', 'Opening hours'),
    `<w:p><w:r><w:t>Ward seven öffnet um neun.</w:t></w:r>${note}</w:p>`,
    paragraph('المستشفى مفتوح'),
    styled('Heading2', 'What to bring'),
    item('A towel'),
    item('A book'),
    `<w:tbl>${row(['Day', 'Hours'])}${row(['Monday', '9–17'])}</w:tbl>`,
    '<w:p><w:r><w:t>Visitors may stay </w:t></w:r><w:del w:id="1"><w:r><w:delText>one hour</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>two hours</w:t></w:r></w:ins></w:p>',
  ].join(''),
);

test('a Word document is read with its headings, lists, tables, notes and changes', async () => {
  const { text, format, pages } = await read(letter, DOCX);
  expect([format, pages]).toEqual(['markdown', []]);
  expect(text).toMatch(
    /^# Ward handbook\n\n# Opening hours\n\nWard seven öffnet um neun\.\s?\[1\]\n\nالمستشفى مفتوح\n\n## What to bring\n\n- A towel\n- A book\n\n/,
  );
  expect(text).toContain('| Day | Hours |\n| --- | --- |\n| Monday | 9–17 |');
  expect(text).toContain('Visitors may stay two hours');
  expect(text).not.toContain('one hour');
  expect(text).toMatch(/As of last spring\.\s*↑?$/);
});

test('a presentation is read slide by slide, in its order', async () => {
  const parts = pptxParts([
    {
      title: 'Fire drill',
      points: ['Leave by the stairs', 'never the lift', 'Meet in the yard'],
      notes: 'Say this twice.',
    },
    {
      title: 'Contacts',
      points: ['One number'],
      table: [
        ['Who', 'Number'],
        ['Porter', '4100'],
      ],
    },
  ]);
  const { text, pages } = await read(parts, PPTX);
  expect(text).toBe(
    [
      '# Fire drill',
      '- Leave by the stairs\n  - never the lift\n- Meet in the yard',
      'Notes: Say this twice.',
      '# Contacts',
      'One number',
      '| Who | Number |\n| --- | --- |\n| Porter | 4100 |',
    ].join('\n\n'),
  );
  expect(pages).toEqual([
    { number: 1, start: 0 },
    { number: 2, start: text.indexOf('# Contacts') },
  ]);
});

test('a workbook is read sheet by sheet, each row with what its values mean', async () => {
  const text = (at: string, string: number) => `<c r="${at}" t="s"><v>${string}</v></c>`;
  const parts = xlsxParts(
    {
      Wards: `<row r="1">${text('A1', 0)}${text('B1', 1)}${text('C1', 2)}</row><row r="2">${text('A2', 3)}<c r="B2" s="1"><v>46349</v></c><c r="C2"><f>6*7</f><v>42</v></c></row>`,
      'Free text': `<row r="3"><c r="B3" t="inlineStr"><is><t># no heading</t></is></c></row>`,
      Empty: '',
    },
    ['Ward', 'Opened', 'Beds', 'Süd'],
  );
  expect((await read(parts, XLSX)).text).toBe(
    '# Wards\n\nWard: Süd; Opened: 2026-11-23; Beds: 42\n\n# Free text\n\n\\# no heading',
  );
});

test('a book is read chapter by chapter, in the order of its spine', async () => {
  const chapters = {
    second: '<h2>The yard</h2><p>Nobody was there.</p><script>alert(1)</script>',
    first: '<h2>The ward</h2><p>It was nine.</p>',
  };
  const parts = epubParts('Night shift', chapters, ['first', 'second', 'first', 'nowhere']);
  expect((await read(parts, EPUB)).text).toBe(
    '# Night shift\n\n## The ward\n\nIt was nine.\n\n## The yard\n\nNobody was there.',
  );
  parts['META-INF/encryption.xml'] =
    '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:CipherReference URI="OEBPS/text/first.xhtml"/></encryption>';
  await expect(read(parts, EPUB)).rejects.toMatchObject({ code: 'encrypted_document' });
});

test.each([
  ['Q&A #1.xhtml', 'Q%26A%20%231.xhtml'],
  ['Q&A.xhtml', 'Q&amp;A.xhtml'],
  ['chapter one.xhtml', 'chapter one.xhtml'],
  ['100%.xhtml', '100%.xhtml'],
  ['zwölf.xhtml'.normalize('NFD'), 'zw%C3%B6lf.xhtml'],
  ['zwölf.xhtml', 'zwölf.xhtml'.normalize('NFD')],
  ['chapter%20one.xhtml', 'chapter%20one.xhtml'],
])('a chapter in the file %s is read when the book names it %s', async (file, address) => {
  const parts = epubParts('Book', { a: '<p>It was nine.</p>' }, ['a']);
  parts[`OEBPS/text/${file}`] = parts['OEBPS/text/a.xhtml']!;
  delete parts['OEBPS/text/a.xhtml'];
  parts['OEBPS/book.opf'] = String(parts['OEBPS/book.opf']).replace('text/a.xhtml', `text/${address}`);
  expect((await read(parts, EPUB)).text).toBe('# Book\n\nIt was nine.');
});

test('page markers, CDATA and what follows an element that closes itself are read', async () => {
  const markers = Array.from(
    { length: 600 },
    (_, page) => `<p><a id="p${page}"/>Page ${page} begins.</p>`,
  ).join('');
  const parts = epubParts('Marked', { a: `${markers}<pre/><p><![CDATA[2 < 3 & more]]></p><p/>The end.` }, [
    'a',
  ]);
  const { text } = await read(parts, EPUB);
  expect(text).toContain('Page 599 begins.\n\n2 < 3 & more\n\nThe end.');
});

test('a slide has its table, diagram and chart in their place; hidden slides are left out with a warning', async () => {
  const parts = pptxParts([
    {
      title: 'Plan',
      points: ['Before'],
      table: [
        ['Step', 'Day'],
        ['Dig', 'Monday'],
      ],
    },
    { title: 'Draft', points: ['not yet'] },
  ]);
  const frame = (inner: string) =>
    `<p:graphicFrame><a:graphic><a:graphicData>${inner}</a:graphicData></a:graphic></p:graphicFrame>`;
  const names =
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"';
  parts['ppt/slides/slide2.xml'] = String(parts['ppt/slides/slide2.xml'])
    .replace('<p:sld ', `<p:sld ${names} `)
    .replace(
      '</p:spTree>',
      `${frame('<dgm:relIds r:dm="rId7"/>')}${frame('<c:chart r:id="rId8"/>')}</p:spTree>`,
    );
  parts['ppt/slides/_rels/slide2.xml.rels'] = relations([
    ['rId7', 'diagramData', '../diagrams/data1.xml'],
    ['rId8', 'chart', '../charts/chart1.xml'],
  ]);
  const point = (id: string, text: string) =>
    `<dgm:pt modelId="${id}"><dgm:t><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`;
  parts['ppt/diagrams/data1.xml'] =
    `<dgm:dataModel ${names} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>${point('1', 'Head')}${point('2', 'Deputy')}</dgm:ptLst><dgm:cxnLst><dgm:cxn srcId="1" destId="2" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>`;
  parts['ppt/charts/chart1.xml'] =
    `<c:chartSpace ${names}><c:ser><c:tx><c:pt idx="0"><c:v>Pits</c:v></c:pt></c:tx><c:cat><c:pt idx="0"><c:v>May</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>4</c:v></c:pt></c:val></c:ser></c:chartSpace>`;
  parts['ppt/slides/slide1.xml'] = String(parts['ppt/slides/slide1.xml']).replace(
    '<p:sld ',
    '<p:sld show="0" ',
  );
  const { text, warnings } = await read(parts, PPTX);
  expect(text).toBe(
    '# Plan\n\nBefore\n\n| Step | Day |\n| --- | --- |\n| Dig | Monday |\n\n- Head\n  - Deputy\n\n|  | Pits |\n| --- | --- |\n| May | 4 |',
  );
  expect(warnings).toEqual([
    { code: 'hidden_left_out', message: 'Hidden slides were left out: 2.', pages: [2] },
  ]);
});

const incompressible = (length: number) =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
      createHash('sha256').update(String(block)).digest(),
    ),
  );

describe('what an archive is', () => {
  const book = epubParts('A', { a: '<p>a</p>' }, ['a']);
  const files = {
    docx: [letter, DOCX],
    pptx: [pptxParts([{ title: 'A', points: [] }]), PPTX],
    xlsx: [xlsxParts({ A: '' }), XLSX],
    epub: [book, EPUB],
  } as const;
  test.each(Object.entries(files))('shows its content, not its name: %s', async (_, [parts, type]) => {
    expect(await detectType(archive(parts).subarray(0, 65_536), 'holiday.zip')).toBe(type);
    expect(await detectType(archive(parts).subarray(0, 65_536), 'named.txt')).toBe(type);
  });

  test('is detected by its name if its first bytes do not say it, and verified when it is read', async () => {
    const photo = {
      name: 'media/photo.jpg',
      content: incompressible(90_000),
    };
    const late = zip([
      photo,
      ...Object.entries(letter).map(([name, content]) => ({ name, content: Buffer.from(content as string) })),
    ]);
    const head = late.subarray(0, 4_096);
    expect(await detectType(head, 'letter.docx')).toBe(DOCX);
    expect(await detectType(head, 'letter.zip')).toBeNull();
    expect((await extractText(late, DOCX)).text).toContain('Opening hours');
    await expect(extractText(late, XLSX)).rejects.toMatchObject({ code: 'broken_document' });
    await expect(extractText(late, EPUB)).rejects.toMatchObject({ code: 'broken_document' });
  });
});

describe('made to harm, an archive', () => {
  const LAUGHS = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, n) => `<!ENTITY ${'b'.repeat(n + 1)} "${`&${n ? 'b'.repeat(n) : 'a'};`.repeat(10)}">`).join('')}]>`;
  const laugh = `&${'b'.repeat(30)};`;
  test.each<[string, Record<string, string | Buffer>, typeof DOCX | typeof PPTX | typeof XLSX | typeof EPUB]>(
    [
      ['docx', docxParts(paragraph(`The joke is ${laugh} here.`), LAUGHS), DOCX],
      [
        'xlsx',
        {
          ...xlsxParts({ A: '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' }),
          'xl/sharedStrings.xml': `<?xml version="1.0"?>${LAUGHS}<sst><si><t>The joke is ${laugh} here.</t></si></sst>`,
        },
        XLSX,
      ],
      ['epub', epubParts(`The joke is ${laugh} here.`, { a: `<p>${laugh}</p>` }, ['a']), EPUB],
      ['pptx', pptxParts([{ title: `The joke is ${laugh} here.`, points: [] }]), PPTX],
    ],
  )('expands no entities of its own: %s', async (_, parts, type) => {
    const outcome = await read(parts, type).catch((error) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'ExtractionError' });
    else expect(outcome.text.length).toBeLessThan(2_000);
  });

  test('with a cell far beyond all others is read, at the cost of two cells', async () => {
    const far =
      '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>';
    expect((await read(xlsxParts({ A: far }), XLSX)).text).toBe('# A\n\n1\n\n2');
  });

  test('is refused where it unpacks to too much, has too many parts, lies, is locked, or is cut', async () => {
    const tell = (bytes: Buffer) => extractText(bytes, DOCX).then(String, (error) => error.code);
    const entries = Object.entries(letter).map(([name, content]) => ({
      name,
      content: Buffer.from(content as string),
    }));
    expect(await tell(zip([...entries, { name: 'word/big.xml', content: Buffer.alloc(250_000_000) }]))).toBe(
      'oversized_document',
    );
    const many = Array.from({ length: 10_001 }, (_, place) => ({
      name: `word/${place}.xml`,
      content: Buffer.alloc(0),
    }));
    expect(await tell(zip([...entries, ...many]))).toBe('oversized_document');
    expect(
      await tell(zip([...entries, { name: 'word/big.xml', content: Buffer.alloc(1_000_000), size: 10 }])),
    ).toBe('broken_document');
    const locked = zip(entries);
    for (let at = 0; (at = locked.indexOf('PK\u0001\u0002', at, 'latin1')) >= 0; at += 4)
      locked.writeUInt16LE(1, at + 8);
    expect(await tell(locked)).toBe('encrypted_document');
    expect(await tell(zip(entries).subarray(0, 700))).toBe('broken_document');
  });
});
