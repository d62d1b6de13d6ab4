import { escapeMarkdown } from '../escape-markdown.ts';
import type { Archive } from '../open-archive.ts';
import { elements, readXml, relationsOf } from '../read-xml.ts';

/** The texts of headers and footers, each once and named as such; page numbers are left out. */
export async function readSurroundings(archive: Archive, part: string): Promise<string[]> {
  const found = new Set<string>();
  for (const { type, target } of (await relationsOf(archive, part)).values()) {
    if ((type !== 'header' && type !== 'footer') || !archive.has(target)) continue;
    for (const paragraph of elements(await readXml(archive, target), 'w:p')) {
      const fields = elements(paragraph, 'w:instrText').concat(elements(paragraph, 'w:fldSimple'));
      const isPageNumber = fields.some((field) =>
        /\b(PAGE|NUMPAGES)\b/.test(field.getAttribute('w:instr') ?? field.textContent),
      );
      const text = elements(paragraph, 'w:t')
        .map(({ textContent }) => textContent)
        .join('')
        .replace(/\s+/g, ' ')
        .trim();
      if (text !== '' && !isPageNumber)
        found.add(`${type === 'header' ? 'Header' : 'Footer'}: ${escapeMarkdown(text)}`);
    }
  }
  return [...found];
}
