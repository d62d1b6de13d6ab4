import type { Selectable } from 'kysely';
import type { AppsTable } from '../../db/tables/apps.ts';
import type { AppSettings } from '../contract/apps.panel.ts';
import type { Effort } from '../contract/efforts.ts';
import { TalkTexts } from '../contract/talk.ts';

/** The settings of an app, from its row. */
export const toSettings = (row: Selectable<AppsTable>): AppSettings => ({
  name: row.name,
  chat_model: row.chat_model,
  instructions: row.instructions,
  refusal_text: row.refusal_text,
  least_relevance: row.least_relevance,
  talk_texts: TalkTexts.parse(row.talk_texts),
  temperature: row.temperature,
  max_output_tokens: row.max_output_tokens,
  allowed_models: row.allowed_models,
  fallback_model: row.fallback_model,
  rewrite_model: row.rewrite_model,
  rerank_model: row.rerank_model,
  reasoning_effort: row.reasoning_effort as Effort | null,
  context_tokens: row.context_tokens,
  language: row.language as AppSettings['language'],
  allowed_link_hosts: row.allowed_link_hosts,
  ai_disclosure: row.ai_disclosure,
  handover: row.handover,
});
