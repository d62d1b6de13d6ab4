import { z } from 'zod';
import { identifier, label, Page, PageMeta, Timestamp } from './fields.ts';
import { operation } from './operation.ts';

export const SwitchId = identifier('esw', 'Identifier of an embedding switch.');

const EmbeddingSwitchStatus = z.enum([
  'embedding',
  'checking',
  'ready',
  'switching',
  'finished',
  'cancelled',
  'failed',
]);

const Prefix = z
  .string()
  .max(1_000, 'must have at most 1,000 characters')
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode without NUL');

const Choice = z.object({
  model: z.string(),
  dimensions: z.int(),
  query_prefix: z.string().describe('Put before a question when it is embedded.'),
  document_prefix: z.string().describe('Put before a passage when it is embedded.'),
});

const Share = z.number().min(0, 'must be 0 to 1').max(1, 'must be 0 to 1');

export const EmbeddingSwitch = z
  .object({
    switch_id: SwitchId,
    status: EmbeddingSwitchStatus.describe(
      '`embedding`: the new vectors are being made. `checking`: the recall check runs. `ready`: confirm or cancel it. ' +
        '`switching`: what was added meanwhile is embedded, then the vectors are switched. `finished`, `cancelled`. ' +
        '`failed`: resume or cancel it. Until `finished`, questions are answered over the old vectors.',
    ),
    from: Choice.pick({ model: true, dimensions: true }),
    to: Choice,
    switch: z.enum(['manual', 'automatic']),
    minimum_share: Share.nullable(),
    progress: z.number().min(0).max(1),
    chunk_count: z.int(),
    embedded_count: z.int(),
    estimate: z.object({
      tokens: z.int(),
      cost: z.number().nullable().describe('US dollars; null: the model has no known price.'),
    }),
    used: z
      .object({ tokens: z.int(), cost: z.number(), unpriced_tokens: z.int() })
      .describe('So far, with the recall check. Each call is on the ledger.'),
    waiting_for: z
      .enum(['model_server', 'database', 'disk', 'file_store'])
      .nullable()
      .describe('What is away at the moment. The switch waits for it; null: it does not wait.'),
    error: z.string().nullable().describe('Why it failed, or why there was no recall check, and what to do.'),
    check: z
      .object({
        questions: z.int().describe('Sample questions that were searched over both sets of vectors.'),
        own_questions: z
          .int()
          .describe('Those that people have asked; the others are headings and first sentences of chunks.'),
        common_share: z.number().min(0).max(1).describe('Mean share of common chunks among the nearest ten.'),
      })
      .nullable(),
    created_at: Timestamp,
    ready_at: Timestamp.nullable(),
    ended_at: Timestamp.nullable(),
  })
  .meta({ id: 'EmbeddingSwitch' });
export type EmbeddingSwitch = z.infer<typeof EmbeddingSwitch>;

const Model = label(200)
  .describe('An embedding model of the model server, or `builtin-hash`.')
  .meta({ example: 'text-embedding-3-large' });

export const StartSwitch = z
  .object({
    model: Model,
    dimensions: z
      .int('must be a whole number')
      .min(1, 'must be 1 to 4,000')
      .max(4_000, 'must be 1 to 4,000')
      .optional()
      .describe("Default: the model's own."),
    query_prefix: Prefix.optional().describe('Default: as known of the model.'),
    document_prefix: Prefix.optional().describe('Default: as known of the model.'),
    switch: z
      .enum(['manual', 'automatic'])
      .default('manual')
      .describe('`manual`: it waits for a confirmation once it is `ready`. `automatic`: it does not.'),
    minimum_share: Share.optional().describe(
      'Only with `automatic`: if the recall check finds a smaller share, it waits for a confirmation all the same.',
    ),
  })
  .refine((input) => input.minimum_share === undefined || input.switch === 'automatic', {
    error: 'goes with "switch": "automatic" only',
    path: ['minimum_share'],
  });
export type StartSwitch = z.infer<typeof StartSwitch>;

const One = z.object({ embedding_switch: EmbeddingSwitch });
const ById = z.object({ switch_id: SwitchId });

const EmbeddingEstimate = z.object({
  model: z.string(),
  chunk_count: z.int(),
  tokens: z.int(),
  cost: z
    .number()
    .nullable()
    .describe('US dollars, by the current price; null: the model has no known price.'),
  in_parts: z
    .int()
    .describe(
      'Chunks that are longer than the model takes, as far as that is known: embedded in parts, found less precisely.',
    ),
});
export type EmbeddingEstimate = z.infer<typeof EmbeddingEstimate>;

const MODEL_ERRORS = ['model_failed', 'model_unavailable', 'model_timeout'] as const;

export const embedding = {
  getEmbedding: operation({
    id: 'getEmbedding',
    tag: 'Documents',
    summary: "Get the app's embedding model, and the switch to another one if one is open",
    method: 'get',
    path: '/embedding',
    scope: 'documents:read',
    status: 200,
    input: z.object({}),
    output: z.object({
      embedding: Choice.extend({ chunk_count: z.int() }),
      server_default: z.string().describe('The model that new apps get.'),
      embedding_switch: EmbeddingSwitch.nullable(),
    }),
    errors: [],
  }),
  estimateEmbedding: operation({
    id: 'estimateEmbedding',
    tag: 'Documents',
    summary: 'Estimate what it costs to embed all chunks with another model',
    method: 'get',
    path: '/embedding/estimate',
    scope: 'documents:read',
    status: 200,
    input: z.object({ model: Model }),
    output: z.object({ estimate: EmbeddingEstimate }),
    errors: [],
  }),
  startEmbeddingSwitch: operation({
    id: 'startEmbeddingSwitch',
    tag: 'Documents',
    summary: 'Switch to another embedding model',
    description:
      'All chunks are embedded with the new model in the background. Questions are answered over the old vectors until ' +
      'every new one is there; then a recall check compares both, and all vectors are switched in one transaction. ' +
      'Documents can be uploaded, replaced and deleted meanwhile. The model is called once before anything is written, so ' +
      'a wrong name is refused at once. An app has one open switch at most.',
    method: 'post',
    path: '/embedding/switches',
    scope: 'documents:write',
    status: 202,
    input: StartSwitch,
    output: One,
    spends: true,
    errors: ['embedding_switch_open', 'quota_exceeded', ...MODEL_ERRORS],
  }),
  listEmbeddingSwitches: operation({
    id: 'listEmbeddingSwitches',
    tag: 'Documents',
    summary: 'List embedding switches, newest first',
    method: 'get',
    path: '/embedding/switches',
    scope: 'documents:read',
    status: 200,
    input: z.object(Page),
    output: z.object({ embedding_switches: z.array(EmbeddingSwitch), meta: PageMeta }),
    errors: [],
  }),
  getEmbeddingSwitch: operation({
    id: 'getEmbeddingSwitch',
    tag: 'Documents',
    summary: 'Get an embedding switch: its progress, cost and recall check',
    method: 'get',
    path: '/embedding/switches/{switch_id}',
    scope: 'documents:read',
    status: 200,
    input: ById,
    output: One,
    errors: ['embedding_switch_not_found'],
  }),
  confirmEmbeddingSwitch: operation({
    id: 'confirmEmbeddingSwitch',
    tag: 'Documents',
    summary: 'Use the new vectors of a switch that is ready',
    description:
      'Documents that were added since are embedded first; then the vectors are switched and the old ones are removed.',
    method: 'post',
    path: '/embedding/switches/{switch_id}/confirm',
    scope: 'documents:write',
    status: 202,
    input: ById.extend({
      despite_evaluation: z
        .boolean()
        .optional()
        .describe('Switch although evaluation sets warn of it: see the error evaluation_gate.'),
    }),
    output: One,
    errors: ['embedding_switch_not_found', 'embedding_switch_state', 'evaluation_gate'],
  }),
  resumeEmbeddingSwitch: operation({
    id: 'resumeEmbeddingSwitch',
    tag: 'Documents',
    summary: 'Continue an embedding switch that failed',
    description: 'It continues where it stopped: vectors that were made are kept.',
    method: 'post',
    path: '/embedding/switches/{switch_id}/resume',
    scope: 'documents:write',
    status: 202,
    input: ById,
    output: One,
    spends: true,
    errors: ['embedding_switch_not_found', 'embedding_switch_state'],
  }),
  cancelEmbeddingSwitch: operation({
    id: 'cancelEmbeddingSwitch',
    tag: 'Documents',
    summary: 'Cancel an embedding switch and remove its vectors',
    method: 'post',
    path: '/embedding/switches/{switch_id}/cancel',
    scope: 'documents:write',
    status: 200,
    input: ById,
    output: One,
    errors: ['embedding_switch_not_found', 'embedding_switch_state'],
  }),
};
