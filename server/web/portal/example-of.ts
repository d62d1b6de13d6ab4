import type { Resolve, Schema } from './open-api.ts';

/** What fields of these names usually hold. A value that the schema does not take is not used. */
const typical: Record<string, unknown> = {
  name: 'handbook.md',
  document_name: 'handbook.md',
  title: 'Handbook',
  text: 'The on-call engineer is called first in an outage.',
  quote: 'The on-call engineer is called first in an outage.',
  content: 'The on-call engineer is called first in an outage. [1]',
  answer: 'The on-call engineer is called first in an outage.',
  preview: 'The on-call engineer is called first in an outage.',
  question: 'Who is called first in an outage?',
  questions: 'Who is called first in an outage?',
  message: 'Who is called first in an outage?',
  query: 'Who is called first in an outage?',
  headings: 'Outages',
  model: 'gpt-5.4-mini',
  media_type: 'text/markdown',
  language: 'en',
  end_user_id: 'ann',
  contact: 'ann@example.com',
  source_url: 'https://example.com/handbook',
  url: 'https://example.com/handbook',
  address: 'https://example.com/handbook',
  addresses: 'https://example.com/docs/',
  page: 3,
  start: 120,
  end: 388,
  score: 0.82,
  input_tokens: 812,
  output_tokens: 96,
  total_tokens: 908,
  cost: 0.0001794,
  unpriced_tokens: 0,
  bytes: 18_432,
  chunk_count: 12,
  embedded_count: 12,
  token_count: 4_210,
  per_page: 20,
  status: 'ready',
  error: null,
  waiting_for: null,
  has_more: false,
  ocr: false,
  curated: false,
};
/** Shown only where they are always there: what most responses do not have. */
const SELDOM = new Set(['nearest', 'handover', 'extract', 'session_secret', 'warnings', 'new_version']);

const formats: Record<string, string> = {
  'date-time': '2026-01-15T10:30:00.000Z',
  date: '2026-01-15',
  uri: 'https://example.com/handbook',
  email: 'ann@example.com',
};

/**
 * A value that fits a schema: its own example, or one that it could have.
 * @param options.whole with optional fields, as a response has them
 */
export function exampleOf(
  given: Schema,
  resolve: Resolve,
  { whole = false, name = '', within = [] }: { whole?: boolean; name?: string; within?: Schema[] } = {},
): unknown {
  const schema = resolve(given);
  if (schema.example !== undefined) return schema.example;
  if (whole && name in typical && takes(schema, typical[name], resolve)) return typical[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  // A type that contains itself ends at its second turn.
  if (within.filter((outer) => outer === schema).length > 1) return {};
  const inside = (one: Schema, field = name) =>
    exampleOf(one, resolve, { whole, name: field, within: [...within, schema] });
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return inside(first);
  const type = [schema.type].flat()[0];
  if (type === 'object') {
    const required: string[] = schema.required ?? [];
    const known = Object.keys(schema.properties ?? {}).filter(
      (field) => !SELDOM.has(field) || required.includes(field),
    );
    const fields = whole ? known.sort((a, b) => Number(b === 'success') - Number(a === 'success')) : required;
    return Object.fromEntries(fields.map((field) => [field, inside(schema.properties[field], field)]));
  }
  if (type === 'array') return [inside(schema.items ?? {})];
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'string') return formats[schema.format] ?? 'text';
  if (type === 'number' || type === 'integer')
    return Math.max(1, schema.minimum > -1e15 ? schema.minimum : 1);
  return whole ? null : 'text';
}

/** Whether a schema has room for a value of this kind. */
function takes(given: Schema, value: unknown, resolve: Resolve): boolean {
  const schema = resolve(given);
  const variants: Schema[] = schema['anyOf'] ?? schema['oneOf'] ?? [];
  if (variants.length > 0) return variants.some((one) => takes(one, value, resolve));
  if (schema['enum']) return schema['enum'].includes(value);
  if ('const' in schema || schema['format']) return false;
  const kinds = [schema['type']].flat();
  if (value === null) return kinds.includes('null');
  if (typeof value === 'number')
    return (
      (kinds.includes('number') || (kinds.includes('integer') && Number.isInteger(value))) &&
      value <= (schema['maximum'] ?? Infinity)
    );
  if (typeof value !== 'string') return kinds.includes(typeof value);
  return kinds.includes('string') && value.length <= (schema['maxLength'] ?? Infinity);
}
