import { expect, test } from 'vitest';
import { DOCX } from '../../../../shared/contract/media-type.ts';
import { archive, docxParts, paragraph, relations, styled } from '../../../../test/office-files.ts';
import { extractText } from '../extract-text.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const OTHERS =
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"';

/** @param parts besides those of every document; relations of the main part beyond three */
async function read(
  body: string,
  parts: Record<string, string> = {},
  more: [id: string, type: string, target: string][] = [],
) {
  const whole = docxParts(body);
  whole['word/document.xml'] = String(whole['word/document.xml']).replace(
    '<w:document ',
    `<w:document ${OTHERS} `,
  );
  whole['word/_rels/document.xml.rels'] = relations([
    ['rId1', 'styles', 'styles.xml'],
    ['rId2', 'numbering', 'numbering.xml'],
    ...more,
  ]);
  return (await extractText(archive({ ...whole, ...parts }), DOCX)).text;
}

const level = (at: number, format: string, text: string, more = '') =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
const list = (id: number, levels: string[]) =>
  `<w:abstractNum w:abstractNumId="${id}">${levels.join('')}</w:abstractNum>`;
const use = (id: number, of: number, more = '') =>
  `<w:num w:numId="${id}"><w:abstractNumId w:val="${of}"/>${more}</w:num>`;
const numbering = (parts: string[]) => ({
  'word/numbering.xml': `<w:numbering ${W}>${parts.join('')}</w:numbering>`,
});
const item = (text: string, id: number, at = 0) =>
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

test('lists go on where Word goes on, and start again where it does', async () => {
  const parts = numbering([
    list(0, [level(0, 'decimal', '%1.')]),
    list(1, [level(0, 'bullet', '•')]),
    use(1, 0),
    use(2, 1),
    use(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
  ]);
  const body = [item('one', 1), item('two', 1), item('a point', 2), item('three', 1), item('anew', 3)].join(
    paragraph('–'),
  );
  expect(await read(body, parts)).toBe(
    '1. one\n\n–\n\n2. two\n\n–\n\n- a point\n\n–\n\n3. three\n\n–\n\n1. anew',
  );
});

test('signs of numbers and brackets of formulas that XML writes as entities are signs', async () => {
  const parts = numbering([list(0, [level(0, 'decimal', '&lt;%1&gt; &amp;')]), use(1, 0)]);
  expect(await read(item('one', 1), parts)).toContain('<1> &');
  const angle =
    '<m:oMath><m:d><m:dPr><m:begChr m:val="&lt;"/><m:endChr m:val="&gt;"/></m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d></m:oMath>';
  expect(await read(`<w:p>${run('mean ')}${angle}</w:p>`)).toBe('mean <x>');
});

test('numbers have the form and the levels that Word shows, also on headings', async () => {
  const parts = {
    ...numbering([
      list(0, [
        level(0, 'upperRoman', '%1.'),
        level(1, 'decimal', '%1.%2', '<w:isLgl/>'),
        level(2, 'lowerLetter', '%3)'),
      ]),
      use(1, 0),
    ]),
    'word/styles.xml': `<w:styles ${W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`,
  };
  const body = [
    styled('Heading1', 'Scope'),
    item('first', 1, 1),
    item('deeper', 1, 2),
    item('deepest', 1, 2),
    styled('Heading1', 'Terms'),
    item('second', 1, 1),
    item('again', 1, 2),
  ].join('');
  const text = await read(body, parts);
  const said = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  expect(said).toEqual([
    '# I. Scope',
    '1.1 first',
    'a) deeper',
    'b) deepest',
    '# II. Terms',
    '2.1 second',
    'a) again',
  ]);
});

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;

test.each([
  [
    'the values of fields',
    `${run('at EUR ')}<w:fldSimple w:instr=" MERGEFIELD Price ">${run('49')}</w:fldSimple>${run('.')}`,
    'at EUR 49.',
  ],
  [
    'words under their reading',
    `${run('in ')}<w:r><w:ruby><w:rt>${run('toukyou')}</w:rt><w:rubyBase>${run('東京')}</w:rubyBase></w:ruby></w:r>`,
    'in 東京',
  ],
  ['text in another direction', `${run('see ')}<w:bdo w:val="rtl">${run('שלום')}</w:bdo>`, 'see שלום'],
  ['text that is not hidden', `${run('seen')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>`, 'seen'],
  [
    'formulas in their sentence',
    `${run('so ')}<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><m:t>=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath>${run(' holds')}`,
    'so x^2=(a+b)/c holds',
  ],
  [
    'boxes that are ticked or not',
    `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>${run('☒')}</w:sdtContent></w:sdt>${run(' Smoker')}`,
    '☒ Smoker',
  ],
  [
    'a carriage return and a tab to a position',
    '<w:r><w:t>north</w:t><w:cr/><w:t>south</w:t><w:ptab w:relativeTo="margin"/><w:t>east</w:t></w:r>',
    'north\nsouth east',
  ],
])('a paragraph has %s', async (_, inner, text) => {
  expect((await read(`<w:p>${inner}</w:p>`)).replace(/ +/g, ' ')).toBe(text);
});

const field = (type: string, inside = '') =>
  `<w:r><w:fldChar w:fldCharType="${type}">${inside}</w:fldChar></w:r>`;
const code = (text: string) => `<w:r><w:instrText xml:space="preserve"> ${text} </w:instrText></w:r>`;
const choice = (which: string) =>
  `<w:ffData><w:ddList>${which}<w:listEntry w:val="a year"/><w:listEntry w:val="R&amp;D"/></w:ddList></w:ffData>`;

test.each([
  [
    'what a field says, and not what a field in its instructions came to',
    `${run('Dear ')}${field('begin')}${code('IF')}${field('begin')}${code('MERGEFIELD Sex')}${field('separate')}${run('f')}${field('end')}${code('= "f" "Ms" "Mr"')}${field('separate')}${run('Ms')}${field('end')}${run(' Example')}`,
    'Dear Ms Example',
  ],
  [
    'all of a field that has no end',
    `${field('begin')}${code('IF')}${field('begin')}${code('PAGE')}${field('separate')}${run('3')}${field('end')}${run(' stays')}`,
    '3 stays',
  ],
  [
    'the choices of a form',
    `${run('for ')}${field('begin', choice('<w:result w:val="1"/>'))}${code('FORMDROPDOWN')}${field('end')}${run(', ')}${field('begin', choice(''))}${code('FORMDROPDOWN')}${field('separate')}${field('end')}`,
    'for R&D, a year',
  ],
  [
    'what was struck out, marked',
    `${run('Fee: ')}<w:r><w:rPr><w:strike/></w:rPr><w:t>40</w:t></w:r>${run(' ')}<w:r><w:rPr><w:dstrike/></w:rPr><w:t>35</w:t></w:r>${run(' ')}<w:r><w:rPr><w:dstrike w:val="0"/></w:rPr><w:t>30</w:t></w:r>`,
    'Fee: ~~40~~ ~~35~~ 30',
  ],
])('a paragraph has %s', async (_, inner, text) => {
  expect(await read(`<w:p>${inner}</w:p>`)).toBe(text);
});

test('a large first letter is part of its word', async () => {
  const letter = `<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>${run('O')}</w:p>`;
  expect(await read(`${letter}<w:p><w:pPr><w:keepNext/></w:pPr>${run('nce upon a time.')}</w:p>`)).toBe(
    'Once upon a time.',
  );
});

test('merged cells and rows that begin late stand under their headings', async () => {
  const cell = (text: string, properties = '') =>
    `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;
  const rows = [
    cell('Day') + cell('From') + cell('To'),
    cell('Sunday') + cell('closed', '<w:gridSpan w:val="2"/>'),
    cell('Monday', '<w:vMerge w:val="restart"/>') + cell('9') + cell('12'),
    cell('', '<w:vMerge/>') + cell('14') + cell('17'),
    cell('Tuesday') + cell('noon', '<w:hMerge w:val="restart"/>') + cell('', '<w:hMerge w:val="continue"/>'),
    cell('all', '<w:hMerge w:val="restart"/>') + cell('', '<w:hMerge/>').repeat(2),
  ].map((cells) => `<w:tr>${cells}</w:tr>`);
  rows.push(`<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>${cell('late')}</w:tr>`);
  expect(await read(`<w:tbl>${rows.join('')}</w:tbl>`)).toBe(
    '| Day | From | To |\n| --- | --- | --- |\n| Sunday | closed | closed |\n| Monday | 9 | 12 |\n| Monday | 14 | 17 |\n| Tuesday | noon | noon |\n| all | all | all |\n|  |  | late |',
  );
});

test('charts and documents within the document are in their place; headers and footers follow once', async () => {
  const chart = `<w:p><w:r><w:drawing><c:chart r:id="rId7"/></w:drawing></w:r></w:p>`;
  const point = (value: string) => `<c:pt idx="0"><c:v>${value}</c:v></c:pt>`;
  const header = `<w:hdr ${W}>${paragraph('Ward manual')}<w:p><w:fldSimple w:instr="PAGE">${run('3')}</w:fldSimple></w:p></w:hdr>`;
  const text = await read(
    `${paragraph('Before')}${chart}${paragraph('Between')}<w:altChunk r:id="rId8"/>${paragraph('After')}`,
    {
      'word/charts/chart1.xml': `<c:chartSpace ${OTHERS}><c:ser><c:tx>${point('Beds')}</c:tx><c:cat>${point('May')}</c:cat><c:val>${point('4')}</c:val></c:ser></c:chartSpace>`,
      'word/part.html': '<html><body><p>From a page.</p></body></html>',
      'word/header1.xml': header,
      'word/header2.xml': header,
    },
    [
      ['rId7', 'chart', 'charts/chart1.xml'],
      ['rId8', 'aFChunk', 'part.html'],
      ['rId9', 'header', 'header1.xml'],
      ['rId10', 'header', 'header2.xml'],
    ],
  );
  expect(text).toBe(
    'Before\n\n|  | Beds |\n| --- | --- |\n| May | 4 |\n\nBetween\n\nFrom a page.\n\nAfter\n\nHeader: Ward manual',
  );
});
