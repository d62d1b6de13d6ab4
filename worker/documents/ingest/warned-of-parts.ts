import { sql } from 'kysely';
import type { DocumentWarning } from '../../../shared/contract/documents.ts';

export const IN_PARTS = 'embedded_in_parts';

const warning: DocumentWarning = {
  code: IN_PARTS,
  message:
    'Some passages are longer than the embedding model takes. They were embedded in parts, so they are found less ' +
    'precisely. Upload the document again, so that it is cut for this model; for a model that is not known, set ' +
    'EMBEDDING_MAX_TOKENS first.',
};

/** The warnings of a document with this one, once, however many batches it concerns. */
export const warnedOfParts = sql<string>`
  case when warnings @> ${JSON.stringify([{ code: warning.code }])}::jsonb then warnings
  else warnings || ${JSON.stringify([warning])}::jsonb end`;
