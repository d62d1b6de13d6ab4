// Small office files and books, as programs write them, made on the spot.
import { zip } from './hostile-files.ts';

type Parts = Record<string, string | Buffer>;

export const archive = (parts: Parts): Buffer =>
  zip(Object.entries(parts).map(([name, content]) => ({ name, content: Buffer.from(content as string) })));

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

const types = (overrides: Record<string, string>) =>
  `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(
    overrides,
  )
    .map(([part, type]) => `<Override PartName="/${part}" ContentType="${type}"/>`)
    .join('')}</Types>`;

export const relations = (list: [id: string, type: string, target: string][]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

const OPEN = 'application/vnd.openxmlformats-officedocument';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export const styled = (style: string, text: string) =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
export const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A Word document with these paragraphs. */
export const docxParts = (body: string, head = ''): Parts => ({
  '[Content_Types].xml': types({
    'word/document.xml': `${OPEN}.wordprocessingml.document.main+xml`,
    'word/styles.xml': `${OPEN}.wordprocessingml.styles+xml`,
    'word/numbering.xml': `${OPEN}.wordprocessingml.numbering+xml`,
    'word/footnotes.xml': `${OPEN}.wordprocessingml.footnotes+xml`,
  }),
  '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
  'word/_rels/document.xml.rels': relations([
    ['rId1', 'styles', 'styles.xml'],
    ['rId2', 'numbering', 'numbering.xml'],
    ['rId3', 'footnotes', 'footnotes.xml'],
  ]),
  'word/styles.xml': `${XML}<w:styles ${W}>${['Title', 'heading 1', 'heading 2']
    .map(
      (name) =>
        `<w:style w:type="paragraph" w:styleId="${name.replace('heading ', 'Heading')}"><w:name w:val="${name}"/></w:style>`,
    )
    .join('')}</w:styles>`,
  'word/numbering.xml': `${XML}<w:numbering ${W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
  'word/footnotes.xml': `${XML}<w:footnotes ${W}><w:footnote w:id="2"><w:p><w:r><w:t>As of last spring.</w:t></w:r></w:p></w:footnote></w:footnotes>`,
  'word/document.xml': `${XML}${head}<w:document ${W}><w:body>${body}</w:body></w:document>`,
});

const P =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const inSlide = (type: string, text: string, level = 0) =>
  `<a:p>${level ? `<a:pPr lvl="${level}"/>` : ''}<a:r><a:t>${text}</a:t></a:r></a:p>`;
const shape = (type: string, paragraphs: string) =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph${type && ` type="${type}"`}/></p:nvPr></p:nvSpPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;

/** Slides in the order given, whose files are named in the opposite order. */
export function pptxParts(
  slides: { title: string; points: string[]; table?: string[][]; notes?: string }[],
): Parts {
  const parts: Parts = {
    '[Content_Types].xml': types({
      'ppt/presentation.xml': `${OPEN}.presentationml.presentation.main+xml`,
    }),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'ppt/presentation.xml']]),
    'ppt/presentation.xml': `${XML}<p:presentation ${P}><p:sldIdLst>${slides
      .map((_, place) => `<p:sldId id="${256 + place}" r:id="rId${place + 1}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      slides.map((_, place) => [`rId${place + 1}`, 'slide', `slides/slide${slides.length - place}.xml`]),
    ),
  };
  for (const [place, { title, points, table, notes }] of slides.entries()) {
    const name = `slide${slides.length - place}`;
    const cells = (row: string[]) =>
      row.map((cell) => `<a:tc><a:txBody>${inSlide('', cell)}</a:txBody></a:tc>`).join('');
    parts[`ppt/slides/${name}.xml`] =
      `${XML}<p:sld ${P}><p:cSld><p:spTree>${shape('title', inSlide('', title))}${shape(
        '',
        points.map((point, at) => inSlide('', point, at % 2)).join(''),
      )}${shape('sldNum', inSlide('', String(place)))}${
        table
          ? `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${table.map((row) => `<a:tr>${cells(row)}</a:tr>`).join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
          : ''
      }</p:spTree></p:cSld></p:sld>`;
    if (!notes) continue;
    parts[`ppt/slides/_rels/${name}.xml.rels`] = relations([
      ['rId1', 'notesSlide', `../notesSlides/${name}.xml`],
    ]);
    parts[`ppt/notesSlides/${name}.xml`] =
      `${XML}<p:notes ${P}><p:cSld><p:spTree>${shape('body', inSlide('', notes))}</p:spTree></p:cSld></p:notes>`;
  }
  return parts;
}

const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** The styles of a workbook: 1 is a date, from 2 on these number formats. */
export const stylesPart = (formats: string[]): string =>
  `${XML}<styleSheet ${S}><numFmts count="${formats.length}">${formats
    .map(
      (format, place) =>
        `<numFmt numFmtId="${164 + place}" formatCode="${format.replaceAll('"', '&quot;')}"/>`,
    )
    .join(
      '',
    )}</numFmts><cellXfs count="${formats.length + 2}"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>${formats
    .map((_, place) => `<xf numFmtId="${164 + place}" applyNumberFormat="1"/>`)
    .join('')}</cellXfs></styleSheet>`;

/** A workbook of sheets, each its rows as XML. */
export const xlsxParts = (sheets: Record<string, string>, sharedStrings: string[] = []): Parts => ({
  '[Content_Types].xml': types({
    'xl/workbook.xml': `${OPEN}.spreadsheetml.sheet.main+xml`,
    'xl/sharedStrings.xml': `${OPEN}.spreadsheetml.sharedStrings+xml`,
    'xl/styles.xml': `${OPEN}.spreadsheetml.styles+xml`,
    ...Object.fromEntries(
      Object.keys(sheets).map((_, place) => [
        `xl/worksheets/sheet${place + 1}.xml`,
        `${OPEN}.spreadsheetml.worksheet+xml`,
      ]),
    ),
  }),
  '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
  'xl/workbook.xml': `${XML}<workbook ${S} xmlns:r="${OFFICE}"><sheets>${Object.keys(sheets)
    .map((name, place) => `<sheet name="${name}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`)
    .join('')}</sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': relations([
    ...Object.keys(sheets).map((_, place): [string, string, string] => [
      `rId${place + 1}`,
      'worksheet',
      `worksheets/sheet${place + 1}.xml`,
    ]),
    ['rId90', 'sharedStrings', 'sharedStrings.xml'],
    ['rId91', 'styles', 'styles.xml'],
  ]),
  'xl/sharedStrings.xml': `${XML}<sst ${S}>${sharedStrings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
  // Style 1 is a date.
  'xl/styles.xml': stylesPart([]),
  ...Object.fromEntries(
    Object.values(sheets).map((rows, place) => [
      `xl/worksheets/sheet${place + 1}.xml`,
      `${XML}<worksheet ${S}><sheetData>${rows}</sheetData></worksheet>`,
    ]),
  ),
});

/** A book; `spine` are names of chapters in their order. */
export const epubParts = (title: string, chapters: Record<string, string>, spine: string[]): Parts => ({
  mimetype: 'application/epub+zip',
  'META-INF/container.xml': `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
  'OEBPS/book.opf': `${XML}<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></metadata><manifest>${Object.keys(
    chapters,
  )
    .map((name) => `<item id="${name}" href="text/${name}.xhtml" media-type="application/xhtml+xml"/>`)
    .join(
      '',
    )}</manifest><spine>${spine.map((name) => `<itemref idref="${name}"/>`).join('')}</spine></package>`,
  ...Object.fromEntries(
    Object.entries(chapters).map(([name, body]) => [
      `OEBPS/text/${name}.xhtml`,
      `${XML}<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>${name}</title></head><body>${body}</body></html>`,
    ]),
  ),
});
