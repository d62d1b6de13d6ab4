import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

const ModelKind = z.enum(['chat', 'embedding']);
const ModelName = z.string().min(1).max(200);

const PanelProcess = z.object({
  process_id: z.string(),
  roles: z.array(z.string()),
  host: z.string().nullable(),
  pid: z.int().nullable(),
  version: z.string().nullable(),
  started_at: Timestamp,
  seen_at: Timestamp,
  living: z.boolean(),
  /** The process that responded. */
  own: z.boolean(),
});

export const ModelEndpoint = z.object({
  kind: ModelKind,
  model: ModelName,
  /** Length of the vectors, for an embedding model. */
  dimensions: z.int().nullable(),
  /** null: built in, no server is called. */
  server: z.string().nullable(),
  apps: z.int(),
  /** What an operator should know of it: a shutdown, prompts that were cut off. */
  warnings: z.array(z.string()),
  /** Used for new apps. */
  is_default: z.boolean(),
});

export const ModelTest = z.object({
  ok: z.boolean(),
  /** Until the first token of an answer, or until the vector. */
  first_ms: z.int().nullable(),
  total_ms: z.int(),
  code: z.string().nullable(),
  message: z.string(),
});

export const system = {
  getSystem: panelAction(
    'query',
    z.object({}),
    z.object({
      versions: z.array(
        z.object({
          name: z.string(),
          version: z.string(),
          warning: z.string().optional().describe('Why the operator should update it.'),
        }),
      ),
      database: z.object({
        kind: z.enum(['embedded', 'postgres']),
        location: z.string(),
        bytes: z.int(),
        connections: z.object({ open: z.int(), most: z.int() }).nullable(),
        pool: z.object({ open: z.int(), idle: z.int(), waiting: z.int(), most: z.int() }).nullable(),
        migrations: z.array(z.object({ name: z.string(), applied_at: Timestamp })),
      }),
      storage: z.object({
        kind: z.enum(['folder', 's3']),
        location: z.string(),
        blobs: z.int(),
        original_bytes: z.int(),
        /** null: not known, or a bucket. */
        disk: z.object({ free_bytes: z.int(), total_bytes: z.int() }).nullable(),
      }),
      processes: z.array(PanelProcess),
      models: z.array(ModelEndpoint),
      /** Mails of the last 30 days; null: no mail server is set. */
      mail: z
        .object({
          server: z.string(),
          waiting: z.int(),
          sent: z.int(),
          failed: z.int(),
          sent_at: Timestamp.nullable(),
          /** The latest refusal, as codes of the connection and the server. */
          problem: z.string().nullable(),
        })
        .nullable(),
      settings: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
  testModel: panelAction('mutation', z.object({ kind: ModelKind, model: ModelName }), ModelTest),
};
