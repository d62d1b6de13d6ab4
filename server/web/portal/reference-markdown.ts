import type { Field, Reference } from './read-reference.ts';
import { aboutArea } from './reference-page.ts';

/** The reference of one area as Markdown, for people and programs that read text. */
export const referenceMarkdown = (area: string, operations: Reference[]): string =>
  [`# ${area}`, aboutArea(area), ...operations.flatMap(sectionOf)].join('\n\n') + '\n';

const sectionOf = ({
  method,
  path,
  summary,
  description,
  samples,
  parameters,
  body,
  response,
  codes,
}: Reference): string[] => [
  `## ${summary}`,
  `\`${method} /api/v1${path}\``,
  ...(description ? [description] : []),
  fence('bash', samples.curl),
  fence('javascript', samples.javascript),
  fence('python', samples.python),
  '```javascript Typed client\n' + samples.client + '\n```',
  ...table('Parameters', parameters),
  ...table('Body', body),
  ...(response === undefined ? [] : ['### Response', fence('json', JSON.stringify(response, null, 2))]),
  `Errors: ${codes.map((code) => `\`${code}\``).join(', ')}`,
];

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (title: string, fields: Field[]): string[] =>
  fields.length === 0
    ? []
    : [
        `### ${title}`,
        ['| Field | Type | Description |', '| --- | --- | --- |', ...rowsOf(fields)].join('\n'),
      ];

const rowsOf = (fields: Field[], within = ''): string[] =>
  fields.flatMap(({ name, type, required, about, fields }) => [
    `| \`${within}${name}\`${required ? ' (required)' : ''} | ${cell(type)} | ${cell(about)} |`,
    ...rowsOf(fields, `${within}${name}${type.endsWith('[]') ? '[]' : ''}.`),
  ]);
