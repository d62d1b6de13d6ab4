// Fields that several operations share. Query strings bring numbers and booleans as text: both forms are read.
import { z } from 'zod';

export const identifier = (prefix: string, what: string) =>
  z
    .string()
    .min(1)
    .max(100)
    .describe(what)
    .meta({ example: `${prefix}_01k9m3t1v8f2srr4gq9x0c6c6d` });

export const DocumentId = identifier('doc', 'Identifier of a document.');
export const SessionId = identifier('sess', 'Identifier of a session.');
export const MessageId = identifier('msg', 'Identifier of a message.');

export const queryBoolean = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])])
  .transform((value) => value === true || value === 'true' || value === '1' || value === '')
  .meta({ override: { type: 'boolean' } });

export const queryInteger = (minimum: number, maximum: number) =>
  z.coerce.number().int().min(minimum).max(maximum).meta({ override: { type: 'integer', minimum, maximum } });

export const Page = { page: queryInteger(1, 1_000_000).default(1), per_page: queryInteger(1, 100).default(20) };

export const PageMeta = z.object({
  current_page: z.int(),
  per_page: z.int(),
  has_more: z.boolean(),
});

export const Timestamp = z.iso.datetime().meta({ example: '2026-01-15T10:30:00.000Z' });

/** Only documents whose metadata holds all of these are searched. */
export const Filter = z
  .object({
    document_ids: z.array(DocumentId).min(1).max(1000).optional(),
    metadata: z.record(z.string().max(200), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .describe('Search only these documents, or those whose metadata holds all of these values.');
export type Filter = z.infer<typeof Filter>;

export const Metadata = z
  .record(z.string().max(200), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 16_384, 'must be at most 16 kB as JSON')
  .meta({ override: { type: 'object', additionalProperties: true } });
