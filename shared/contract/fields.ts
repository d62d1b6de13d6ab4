// Fields shared by several operations. Numbers and booleans may also be strings, as query strings have them.
import { z } from 'zod';

/** Text that Postgres can store: no NUL and no half surrogate pairs. */
const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
export const NOT_STORABLE = 'must be well-formed Unicode without NUL characters';

/** A short text from the caller, stored and compared as it is. */
export const label = (longest: number) => z.string().min(1).max(longest).refine(storable, NOT_STORABLE);

export const identifier = (prefix: string, what: string) =>
  label(100)
    .describe(what)
    .meta({ example: `${prefix}_01k9m3t1v8f2srr4gq9x0c6c6d` });

export const DocumentId = identifier('doc', 'Identifier of a document.');
export const SessionId = identifier('sess', 'Identifier of a session.');
export const ErasureId = identifier('era', 'Identifier of an erasure.');
export const ExportId = identifier('exp', 'Identifier of an export.');
export const MessageId = identifier('msg', 'Identifier of a message.');

export const queryBoolean = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])])
  .transform((value) => value === true || value === 'true' || value === '1' || value === '')
  .meta({
    override({ jsonSchema }) {
      delete jsonSchema.anyOf;
      jsonSchema.type = 'boolean';
    },
  });

export const queryInteger = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${minimum} to ${maximum}` })
    .int({ error: `must be a whole number from ${minimum} to ${maximum}` })
    .min(minimum)
    .max(maximum)
    .meta({ override: { type: 'integer', minimum, maximum } });

export const Page = {
  page: queryInteger(1, 1_000_000).default(1),
  per_page: queryInteger(1, 100).default(20),
};

export const PageMeta = z.object({
  current_page: z.int(),
  per_page: z.int(),
  has_more: z.boolean(),
});

export const Timestamp = z.iso.datetime().meta({ example: '2026-01-15T10:30:00.000Z' });

const DEEPEST = 20;
const isShallow = (value: unknown, depth = 0): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth < DEEPEST && Object.values(value).every((part) => isShallow(part, depth + 1)));

/** JSON.stringify escapes what cannot be stored. A backslash in the text itself is always doubled. */
export const isStorableJson = (json: string): boolean => !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(json);

export const Metadata = z
  .record(z.string().max(200), z.unknown())
  .refine((value) => isShallow(value), {
    error: `must not be nested deeper than ${DEEPEST} levels`,
    abort: true,
  })
  .refine((value) => JSON.stringify(value).length <= 16_384, 'must be at most 16 kB as JSON')
  .refine((value) => isStorableJson(JSON.stringify(value)), NOT_STORABLE)
  .meta({ override: { type: 'object', additionalProperties: true } });
export type Metadata = z.infer<typeof Metadata>;
