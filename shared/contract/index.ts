// Everything that crosses a boundary. Browser-safe: imports zod and itself only.
import { chat } from './chat.ts';
import { curatedAnswers } from './curated-answers.ts';
import { documents } from './documents.ts';
import { embedding } from './embedding.ts';
import { erasures } from './erasures.ts';
import { evaluations } from './evaluations.ts';
import { exports } from './exports.ts';
import { feedback } from './feedback.ts';
import { handovers } from './handovers.ts';
import { search } from './search.ts';
import { sessions } from './sessions.ts';
import { settingsHistory } from './settings-history.ts';
import { sources } from './sources.ts';
import { status } from './status.ts';
import { unanswered } from './unanswered.ts';
import { usage } from './usage.ts';
import { widget } from './widget.ts';

export const contract = {
  chat,
  documents,
  sources,
  embedding,
  search,
  sessions,
  evaluations,
  curatedAnswers,
  settingsHistory,
  handovers,
  unanswered,
  usage,
  status,
  feedback,
  widget,
  exports,
  erasures,
};

export * from './chat.ts';
export * from './documents.ts';
export * from './embedding.ts';
export * from './erasures.ts';
export * from './errors.ts';
export * from './evaluations.ts';
export * from './exports.ts';
export * from './feedback.ts';
export * from './fields.ts';
export * from './filter.ts';
export * from './operation.ts';
export * from './panel.ts';
export * from './handovers.ts';
export * from './handover-offer.ts';
export * from './search.ts';
export * from './settings-history.ts';
export * from './sources.ts';
export * from './curated-answers.ts';
export * from './unanswered.ts';
export * from './webhooks.ts';
export * from './widget.ts';
