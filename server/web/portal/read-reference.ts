// Reads the OpenAPI document for the reference pages: areas, operations, fields, and a request that works.
import { exampleOf } from './example-of.ts';
import type { OpenApi, Resolve, Schema } from './open-api.ts';
import { holdsJson, readRequest } from './read-request.ts';
import { writeSamples, type Samples } from './write-samples.ts';

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
  /** The same request in each language. */
  samples: Samples;
  /** What the server answers; undefined: no JSON. */
  response: unknown;
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
        samples: writeSamples(readRequest(document, method, path, described, resolve)),
        response:
          answer && holdsJson(success.content) ? exampleOf(answer, resolve, { whole: true }) : undefined,
      };
    }),
  );
}

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
