import { sql, type Selectable } from 'kysely';
import type { AppsTable } from '../../db/tables/apps.ts';
import { tenantDb } from '../../db/tenant.ts';
import type { TalkTexts } from '../contract/talk.ts';
import type { HandoverOffer } from '../contract/handover-offer.ts';
import type { Limits } from '../contract/keys.panel.ts';
import type { Context } from '../context.ts';
import { toLimits } from './to-limits.ts';
import type { DataKey } from '../security/vault/seal.ts';
import type { Effort } from '../contract/efforts.ts';
import type { AppVectors } from '../models/model.ts';

/** An app with its settings. */
export type App = {
  appId: string;
  workspaceId: string;
  name: string;
  instructions: string;
  refusalText: string;
  /** Its own words for small talk, by kind; an empty one means the built-in words. */
  talkTexts: Partial<TalkTexts>;
  /** Relevance from which on something counts as found; undefined: 1. */
  leastRelevance: number | undefined;
  chatModel: string;
  /** Answers if the chat model fails before it has said anything. */
  fallbackModel: string | undefined;
  /** Rewrites follow-ups; undefined: the model that answers. */
  rewriteModel: string | undefined;
  /** Puts passages in order; undefined: none does. */
  rerankModel: string | undefined;
  /** Undefined: the model's own. */
  effort: Effort | undefined;
  /** Tokens of a prompt and its answer; undefined: as known of the model. */
  contextTokens: number | undefined;
  temperature: number | null;
  /** The longest answer, unless a secret key's request says otherwise; null: the model's own. */
  maxOutputTokens: number | null;
  /** Models beside its own that requests with a secret key may name. */
  allowedModels: string[];
  /** Version of the secret that signs ids of end users; 0 or below: there is none. */
  identitySecretVersion: number;
  embedding: AppVectors;
  languages: string[];
  /** Whether a quota or budget may refuse a message: then it is counted before anything else. */
  capped: boolean;
  limits: Limits;
  /** Language of the answers, ISO 639-1 or `auto`. */
  language: string;
  /** Hosts that answers may link to; null: any. */
  allowedLinkHosts: string[] | null;
  /** Answers say to machines that an AI made them. */
  aiDisclosure: boolean;
  archived: boolean;
  /** What is offered to who wants a person; null: nothing. */
  handover: HandoverOffer | null;
  /** A search leaves out curated answers that are not in use. */
  hasCuratedAnswers: boolean;
  /** Events that any webhook endpoint wants; others are not emitted. */
  webhookEvents: string[];
  /** Data keys that encrypt messages and files of the app. */
  dataKey: DataKey;
};

/** An app from its row, with its data key unwrapped. */
export const toApp = (ctx: Context, row: Selectable<AppsTable> & { capped?: boolean }): App => ({
  appId: row.app_id,
  workspaceId: row.workspace_id,
  name: row.name,
  instructions: row.instructions,
  refusalText: row.refusal_text,
  talkTexts: row.talk_texts,
  leastRelevance: row.least_relevance ?? undefined,
  chatModel: row.chat_model ?? ctx.config.models.chat,
  fallbackModel: row.fallback_model ?? ctx.config.models.fallback,
  rewriteModel: row.rewrite_model ?? ctx.config.models.rewrite,
  rerankModel: (ctx.config.models.reranker && row.rerank_model) || undefined,
  effort: (row.reasoning_effort as Effort | null) ?? ctx.config.models.effort,
  contextTokens: row.context_tokens ?? ctx.config.models.contextTokens,
  temperature: row.temperature,
  maxOutputTokens: row.max_output_tokens,
  allowedModels: row.allowed_models,
  identitySecretVersion: row.identity_secret_version,
  embedding: {
    model: row.embedding_model,
    dimensions: row.embedding_dimensions,
    queryPrefix: row.embedding_query_prefix,
    documentPrefix: row.embedding_document_prefix,
    generation: row.embedding_generation,
    indexed: row.indexed_generations.includes(row.embedding_generation),
  },
  languages: row.languages,
  capped: row.capped ?? true,
  limits: toLimits(row),
  language: row.language,
  allowedLinkHosts: row.allowed_link_hosts,
  aiDisclosure: row.ai_disclosure,
  archived: row.archived_at !== null,
  handover: row.handover,
  hasCuratedAnswers: row.has_curated_answers,
  webhookEvents: row.webhook_events,
  dataKey: ctx.appKeys.open(row),
});

/** Whether an app has a budget or a quota of messages. */
export const cappedSql = sql<boolean>`(exists (select from budgets where budgets.app_id = apps.app_id)
  or (select messages is not null from workspace_terms terms where terms.workspace_id = apps.workspace_id))`;

/** The app of a job; undefined if it was deleted. */
export async function findApp(ctx: Context, appId: string): Promise<App | undefined> {
  const row = await ctx.db
    .selectFrom('apps')
    .selectAll()
    .select(cappedSql.as('capped'))
    .where('app_id', '=', appId)
    .executeTakeFirst();
  return row && toApp(ctx, row);
}

/** The service bound to one app: its database shows only that app's rows. */
export const boundTo = <C extends Context>(ctx: C, appId: string): C => ({
  ...ctx,
  db: tenantDb(ctx.connection, appId),
});
