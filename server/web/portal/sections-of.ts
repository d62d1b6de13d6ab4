import type { Guide } from './render-guide.ts';
import type { Field, Reference } from './read-reference.ts';
import { slugOf } from './render-guide.ts';

/** A part of the docs that a search can find. `text` is without markup. */
export type Section = { href: string; title: string; page: string; text: string };

const fieldTexts = (fields: Field[]): string[] =>
  fields.flatMap(({ name, about, fields }) => [about ? `${name}: ${about}` : name, ...fieldTexts(fields)]);

/** The parts of all guides, by their headings, and all operations. */
export const sectionsOf = (guides: (Guide & { path: string })[], operations: Reference[]): Section[] => [
  ...guides.flatMap(({ path, title, markdown }) =>
    markdown
      .replace(/^# .+\n/, '')
      .split(/^(?=## )/m)
      .map((part): Section => {
        const heading = /^## (.+)/.exec(part)?.[1];
        return {
          href: `/docs/${path}${heading ? `#${slugOf(heading)}` : ''}`,
          title: heading ? `${title}: ${plain(heading)}` : title,
          page: 'Guide',
          text: plain(part.replace(/^## .+\n/, '')),
        };
      }),
  ),
  ...operations.map(
    ({ id, area, method, path, summary, description, parameters, body, answer }): Section => ({
      href: `/docs/${area.toLowerCase()}#${id}`,
      title: summary,
      page: `${method} /api/v1${path}`,
      text: plain(
        [description, ...fieldTexts([...parameters, ...body]), ...fieldTexts(answer)]
          .filter(Boolean)
          .join('\n'),
      ),
    }),
  ),
];

const plain = (markdown: string): string =>
  markdown
    .replaceAll(/^```.*$/gm, '')
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\||^[-#\s|]+$/gm, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
