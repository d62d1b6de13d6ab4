import { z } from 'zod';
import { identifier, label, Timestamp } from './fields.ts';
import { MOST_OUTPUT_TOKENS } from './chat.ts';
import { panelAction } from './action.panel.ts';
import { efforts } from './efforts.ts';
import { TalkTexts } from './talk.ts';
import { HandoverOffer } from './handover-offer.ts';
import { Name, WorkspaceId } from './workspaces.panel.ts';

export const AppId = identifier('app', 'Identifier of an app.');

export const App = z.object({
  app_id: AppId,
  name: z.string(),
  workspace_id: WorkspaceId,
  workspace: z.string(),
  chat_model: z.string(),
  embedding_model: z.string(),
  document_count: z.int(),
  session_count: z.int(),
  created_at: Timestamp,
  archived_at: Timestamp.nullable(),
});
export type App = z.infer<typeof App>;

/** Languages an app can be set to answer in; `auto` follows the question. */
export const languages = [
  'auto',
  'ar',
  'bg',
  'bn',
  'ca',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fa',
  'fi',
  'fr',
  'he',
  'hi',
  'hr',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'lt',
  'lv',
  'ms',
  'nb',
  'nl',
  'pl',
  'pt',
  'ro',
  'ru',
  'sk',
  'sl',
  'sr',
  'sv',
  'sw',
  'ta',
  'th',
  'tr',
  'uk',
  'ur',
  'vi',
  'zh',
] as const;

/** `example.com`, or `*.example.com` for every host below it. */
const LinkHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'must be a host such as example.com or *.example.com, without https:// or a path',
  );

/** A model's name, or the beginning of names followed by `*`. */
const AllowedModel = label(200).regex(/^[^*]*\*?$/, 'may have a * only at the end');

const text = (longest: number) =>
  z
    .string()
    .max(longest, `must have at most ${longest.toLocaleString('en')} characters`)
    .refine(
      (value) => value.isWellFormed() && !value.includes('\0'),
      'must be well-formed Unicode without NUL characters',
    );

export const AppSettings = z.object({
  name: Name,
  chat_model: label(200).nullable().describe("null: the server's own CHAT_MODEL."),
  instructions: text(8_000),
  refusal_text: text(1_000).refine((value) => value.trim() !== '', 'must not be empty'),
  least_relevance: z
    .number('must be a number from 0 to 5')
    .min(0, 'must be 0 to 5')
    .max(5, 'must be 0 to 5')
    .nullable()
    .describe('Questions whose best passage is less relevant are refused: 0 refuses none. null: 1.'),
  talk_texts: TalkTexts.describe(
    'Replies to small talk where no model writes them. Empty: the built-in words.',
  ),
  temperature: z
    .number('must be a number from 0 to 2')
    .min(0, 'must be 0 to 2')
    .max(2, 'must be 0 to 2')
    .nullable()
    .describe("null: the model's own."),
  max_output_tokens: z
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MOST_OUTPUT_TOKENS, `must be at most ${MOST_OUTPUT_TOKENS.toLocaleString('en')}`)
    .nullable()
    .describe("The longest answer. null: the model's own limit."),
  allowed_models: z
    .array(AllowedModel)
    .max(100)
    .describe("Models beside the app's own that requests with a secret key may name."),
  fallback_model: label(200)
    .nullable()
    .describe("Answers if the chat model cannot be reached. null: the server's own CHAT_FALLBACK_MODEL."),
  rewrite_model: label(200)
    .nullable()
    .describe("Rewrites follow-up questions. null: the server's own CHAT_REWRITE_MODEL, or the chat model."),
  rerank_model: label(200)
    .nullable()
    .describe(
      'Puts the best 30 passages in order before the best of them are used. Needs RERANK_URL. null: none does.',
    ),
  reasoning_effort: z
    .enum(efforts)
    .nullable()
    .describe("How long the model may think. null: the server's own CHAT_REASONING_EFFORT, or the model's."),
  context_tokens: z
    .int('must be a whole number')
    .min(1024, 'must be at least 1,024')
    .max(10_000_000, 'must be at most 10,000,000')
    .nullable()
    .describe("Tokens of a prompt with its answer. null: the server's own, or as known of the model."),
  language: z.enum(languages),
  allowed_link_hosts: z.array(LinkHost).max(100).nullable().describe('null: any host.'),
  ai_disclosure: z
    .boolean()
    .describe(
      'Marks answers as made by AI, for machines: ai_generated in JSON and in the event end, and the header AI-Disclosure.',
    ),
  handover: HandoverOffer.nullable().describe('What is offered to who wants a person. null: nothing.'),
});
export type AppSettings = z.infer<typeof AppSettings>;

export const UpdateApp = AppSettings.partial().extend({
  despite_evaluation: z
    .boolean()
    .optional()
    .describe('Save them although evaluation sets warn of it: see the error evaluation_gate.'),
});
export type UpdateApp = z.infer<typeof UpdateApp>;

export const RestoreSettings = z.object({
  version: z.coerce.number().int().min(1),
  despite_evaluation: UpdateApp.shape.despite_evaluation,
});
export type RestoreSettings = z.output<typeof RestoreSettings>;

export const CreateApp = z.object({ workspace_id: WorkspaceId, name: Name });
export type CreateApp = z.infer<typeof CreateApp>;

const ById = z.object({ app_id: AppId });

export const apps = {
  listApps: panelAction(
    'query',
    z.object({ workspace_id: WorkspaceId.optional() }),
    z.object({ apps: z.array(App) }),
  ),
  /** Names only, for the command palette. */
  nameApps: panelAction(
    'query',
    z.object({}),
    z.object({
      apps: z.array(
        z.object({ app_id: AppId, name: z.string(), workspace_id: z.string(), workspace: z.string() }),
      ),
    }),
  ),
  getApp: panelAction(
    'query',
    ById,
    z.object({
      app: App.omit({ document_count: true, session_count: true }).extend({ time_zone: z.string() }),
      settings: AppSettings,
      /** What null means, and the possible choices. */
      models: z.object({
        server_default: z.string(),
        known: z.array(z.string()),
        any: z.boolean(),
        /** Whether there is a server for re-ranking. */
        rerank: z.boolean(),
      }),
    }),
  ),
  createApp: panelAction('mutation', CreateApp, ById),
  updateApp: panelAction('mutation', UpdateApp, ById),
  restoreSettings: panelAction('mutation', RestoreSettings, ById),
  archiveApp: panelAction('mutation', z.object({ archived: z.boolean() }), ById),
};
