import type { Db, Tx } from '../../../db/database.ts';
import { toEntry, type Entry, type SignedHead } from './entry.ts';

const PAGE = 500;

/** The entries after a given one, in order, a few hundred at a time. @param upTo the last one; default: all */
export async function* pagesFrom(db: Db | Tx, after = 0, upTo?: number): AsyncGenerator<Entry[], void> {
  for (let last = after; ;) {
    let query = db.selectFrom('audit_entries').selectAll().where('sequence', '>', last);
    if (upTo !== undefined) query = query.where('sequence', '<=', upTo);
    const rows = await query.orderBy('sequence').limit(PAGE).execute();
    if (rows.length === 0) return;
    last = rows.at(-1)!.sequence;
    yield rows.map(toEntry);
  }
}

/** @param lock lock the row until the transaction ends */
export async function readHead(db: Db | Tx, lock = false): Promise<SignedHead | undefined> {
  const query = db.selectFrom('audit_head').selectAll();
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return (
    row && {
      sequence: row.sequence,
      hash: row.hash.toString('hex'),
      signature: row.signature.toString('base64'),
    }
  );
}
