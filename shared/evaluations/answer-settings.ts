import type { AnswerSettings } from '../../db/tables/evaluations.ts';

const names = {
  chat_model: true,
  fallback_model: true,
  rewrite_model: true,
  rerank_model: true,
  instructions: true,
  refusal_text: true,
  least_relevance: true,
  temperature: true,
  max_output_tokens: true,
  reasoning_effort: true,
  context_tokens: true,
  language: true,
  allowed_link_hosts: true,
  embedding_model: true,
  embedding_dimensions: true,
  embedding_query_prefix: true,
  embedding_document_prefix: true,
  embedding_generation: true,
} satisfies Record<keyof AnswerSettings, true>;

const ANSWER_SETTINGS = Object.keys(names) as (keyof AnswerSettings)[];

/** What of an app's row changes its answers. */
export const answerSettings = (row: AnswerSettings): AnswerSettings =>
  Object.fromEntries(ANSWER_SETTINGS.map((name) => [name, row[name]])) as AnswerSettings;

/** Names of the settings that differ. */
export const changedSettings = (one: AnswerSettings, other: AnswerSettings): string[] =>
  ANSWER_SETTINGS.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
