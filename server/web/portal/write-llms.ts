import type { Site } from './layout.ts';
import { aboutArea } from './reference-page.ts';

/** The docs as a list of Markdown pages, in the form of llmstxt.org. */
export const writeLlms = ({ publicUrl, guides, areas }: Site): string => {
  const link = (title: string, path: string, about: string) =>
    `- [${title}](${publicUrl}${path}): ${about.replaceAll('\n', ' ')}`;
  return (
    [
      '# Docent',
      "> Upload a company's documents, create a key, and any application gets streamed answers that quote their sources. " +
        `The API is at ${publicUrl}/api/v1, with Authorization: Bearer KEY.`,
      '## Guides',
      guides.map(({ path, title, lead }) => link(title, `/docs/${path}.md`, lead)).join('\n'),
      '## API reference',
      areas.map((area) => link(area, `/docs/${area.toLowerCase()}.md`, aboutArea(area))).join('\n'),
      '## Optional',
      link('OpenAPI', '/api/v1/openapi.json', 'the whole API as OpenAPI 3.1'),
    ].join('\n\n') + '\n'
  );
};
