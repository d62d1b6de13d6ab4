import { sql } from 'kysely';
import type { DocumentWarning } from '../../../shared/contract/documents.ts';

const warning: DocumentWarning = {
  code: 'embedded_in_parts',
  message:
    'Some passages are longer than the embedding model takes. They were embedded in parts, so they are found less ' +
    'precisely. Set EMBEDDING_MAX_TOKENS and upload the document again.',
};

/** The warnings of a document with this one, once, however many batches it concerns. */
export const warnedOfParts = sql<string>`
  case when warnings @> ${JSON.stringify([{ code: warning.code }])}::jsonb then warnings
  else warnings || ${JSON.stringify([warning])}::jsonb end`;
