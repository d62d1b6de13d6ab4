import type { TableRow } from '../../documents/tables/table.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import type { AnswerCall } from '../draft.ts';
import { passagesOf } from './documents-in-reach.ts';

/** A row of a table, to be cited; the beginning of its document if it is unknown where it is. */
export async function rowPassage(
  call: Pick<AnswerCall, 'app' | 'db'>,
  documentId: string,
  text: string,
  row: TableRow | undefined,
): Promise<Passage | undefined> {
  const start = row?.start ?? null;
  const [passage] = await passagesOf(call, documentId, { at: start, limit: 1 });
  if (!passage || start === null) return passage ?? (await passagesOf(call, documentId, { limit: 1 }))[0];
  const line = text.indexOf('\n', start);
  const end = line < 0 ? text.length : line;
  return { ...passage, text: text.slice(start, end), start, end };
}
