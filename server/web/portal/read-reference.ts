// Reads the OpenAPI document for the reference pages: areas, operations, fields, and a request that works.
import type { createDocument } from 'zod-openapi';

export type OpenApi = ReturnType<typeof createDocument>;
type Schema = Record<string, any>;
export type Field = { name: string; type: string; required: boolean; about: string; fields: Field[] };
export type Reference = {
  id: string;
  area: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Field[];
  body: Field[];
  answer: Field[];
  events: boolean;
  codes: string[];
  curl: string;
};

/** Every operation of the document. */
export function readReference(document: OpenApi): Reference[] {
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? ((document.components as any).schemas[schema.$ref.split('/').at(-1)!] as Schema) : schema;
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, any>).map(([method, described]): Reference => {
      const parameters: Schema[] = described.parameters ?? [];
      const body = described.requestBody?.content['application/json']?.schema;
      const [, success] = Object.entries<any>(described.responses).find(([status]) => status < '300')!;
      const answer = success.content['application/json']?.schema;
      const codes = Object.entries<any>(described.responses)
        .filter(([status]) => status >= '400')
        .flatMap(([, { description }]) =>
          [...description.matchAll(/^`(\w+)`:/gm)].map((match) => match[1] as string),
        );
      return {
        id: described.operationId,
        area: described.tags[0],
        method: method.toUpperCase(),
        path,
        summary: described.summary,
        description: described.description ?? '',
        parameters: parameters.map((one) => ({
          ...toField(one.name, one.schema, resolve),
          required: Boolean(one.required),
        })),
        body: body ? fieldsOf(body, resolve) : [],
        answer: answer ? fieldsOf(answer, resolve) : [],
        events: 'text/event-stream' in success.content,
        codes,
        curl: curlOf(document, method, path, described, resolve),
      };
    }),
  );
}

type Resolve = (schema: Schema) => Schema;
const DEEPEST = 3;

function fieldsOf(given: Schema, resolve: Resolve, depth = 0): Field[] {
  const schema = resolve(given);
  const inner = schema.type === 'array' ? resolve(schema.items ?? {}) : schema;
  const variants: Schema[] = (inner.anyOf ?? inner.oneOf ?? []).map(resolve);
  const properties = { ...Object.assign({}, ...variants.map((one) => one.properties)), ...inner.properties };
  if (depth >= DEEPEST) return [];
  return Object.entries<Schema>(properties).map(([name, one]) => ({
    ...toField(name, one, resolve, depth),
    required: (inner.required ?? []).includes(name),
  }));
}

const toField = (name: string, given: Schema, resolve: Resolve, depth = 0): Field => {
  const schema = resolve(given);
  return {
    name,
    type: typeOf(schema, resolve),
    required: false,
    about: [given.description ?? schema.description, limitsOf(schema)].filter(Boolean).join(' '),
    fields: fieldsOf(schema, resolve, depth + 1),
  };
};

function typeOf(given: Schema, resolve: Resolve): string {
  const schema = resolve(given);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value: unknown) => JSON.stringify(value)).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return [...new Set(variants.map((one: Schema) => typeOf(one, resolve)))].join(' | ');
  if (schema.type === 'array') return `${typeOf(schema.items ?? {}, resolve)}[]`;
  return [schema.type ?? 'any'].flat().join(' | ');
}

const limitsOf = ({ default: byDefault, maxLength, minimum, maximum, type }: Schema): string =>
  [
    byDefault !== undefined && `Default: ${JSON.stringify(byDefault)}.`,
    type === 'string' && maxLength > 100 && `At most ${maxLength.toLocaleString('en')} characters.`,
    type !== 'string' &&
      minimum > -1e15 &&
      maximum < 1e15 &&
      `${minimum} to ${maximum.toLocaleString('en')}.`,
  ]
    .filter(Boolean)
    .join(' ');

/** Examples that show more than the required fields. */
const richerBodies: Record<string, string> = {
  sendMessage: `-d '{"message": "Who is called first in an outage?", "stream": true}'`,
  uploadDocuments: '-F file=@handbook.md',
  replaceDocument: '-F file=@handbook-2.md',
  addEvaluationQuestions: `-d '{"questions": [{"question": "Who is called first in an outage?", "expected_words": ["on-call"]}]}'`,
  requestErasure: `-d '{"end_user_id": "ann"}'`,
};

/** A request that works when pasted, from the contract's examples and the required fields. */
function curlOf(document: OpenApi, method: string, path: string, described: any, resolve: Resolve): string {
  const example = (given: Schema): unknown => {
    const schema = resolve(given);
    if (schema.example !== undefined) return schema.example;
    const [first] = schema.anyOf ?? schema.oneOf ?? [];
    if (first) return example(first);
    if (schema.enum) return schema.enum[0];
    if (schema.const !== undefined) return schema.const;
    if (schema.type === 'object')
      return Object.fromEntries(
        (schema.required ?? []).map((name: string) => [name, example(schema.properties[name])]),
      );
    if (schema.type === 'array') return [example(schema.items)];
    if (schema.type === 'boolean') return true;
    return schema.type === 'string' ? 'text' : (schema.minimum ?? 1);
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    String(example(described.parameters.find((one: Schema) => one.name === name).schema)),
  );
  const query = described.parameters
    .filter((one: Schema) => one.in === 'query' && one.required)
    .map((one: Schema) => `${one.name}=${encodeURIComponent(String(example(one.schema)))}`)
    .join('&');
  const body = described.requestBody?.content['application/json'];
  const data =
    richerBodies[described.operationId] ?? (body && `-d '${JSON.stringify(example(body.schema))}'`);
  return [
    `curl ${method === 'get' || (method === 'post' && data) ? '' : `-X ${method.toUpperCase()} `}${document.servers![0]!.url}${filled}${query && `?${query}`}`,
    described.security?.length === 0 ? '' : '-H "Authorization: Bearer $DOCENT_KEY"',
    data?.startsWith('-d') ? '-H "Content-Type: application/json"' : '',
    data ?? '',
  ]
    .filter(Boolean)
    .join(' \\\n  ');
}
