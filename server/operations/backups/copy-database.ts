import { copySettings } from '../../../db/copy/copy-settings.ts';
import { isUnused } from '../../../db/copy/is-unused.ts';
import { listRelations } from '../../../db/copy/list-relations.ts';
import { readLines } from '../../../db/copy/read-lines.ts';
import { sumRows } from '../../../db/copy/sum-rows.ts';
import { writeAll } from '../../../db/copy/write-all.ts';
import { writeLines } from '../../../db/copy/write-lines.ts';
import type { Connection } from '../../../db/connect.ts';
import { migrate } from '../../../db/migrate.ts';
import { openLog } from '../../../shared/platform/log.ts';
import { openQueue } from '../../../shared/platform/queue.ts';

/** The target cannot be filled. The message is for the operator. */
export class CopyRefused extends Error {}

/**
 * Copies a database into an empty one, of whichever kind, and compares the rows of each table. In one transaction of the
 * target: killed at any line, it can be run again.
 * @param from migrated, as it is at one moment
 * @param report called with each table that is done
 * @throws CopyRefused; DatabaseRefused
 */
export async function copyDatabase(
  from: Connection,
  to: Connection,
  report: (table: string, rows: number) => void = () => {},
): Promise<{ rows: number }> {
  if (!(await isUnused(to.db))) throw new CopyRefused('The database is in use already. Name an empty one');
  await migrate(to.db);
  // The tables of the job queue.
  await (await openQueue(to, openLog({ logLevel: 'silent' }), { work: false })).close();
  const relations = await listRelations(to.db);
  const source = await from.db.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    await copySettings(source);
    const columns = new Map((await listRelations(source)).map((relation) => [relation.name, relation]));
    const rows = await writeAll(to.db, relations, async (tx) => {
      let total = 0;
      for (const relation of relations) {
        const own = columns.get(relation.name);
        if (!own) throw new Error(`the table ${relation.name} is missing`);
        const names = own.columns.map(({ name }) => name);
        for await (const lines of readLines(source, own)) await writeLines(tx, relation, names, lines);
        const [was, is] = [await sumRows(source, own), await sumRows(tx, relation)];
        if (was.rows !== is.rows || was.checksum !== is.checksum)
          throw new Error(`the table ${relation.name} differs after it was copied`);
        report(relation.name, is.rows);
        total += is.rows;
      }
      return total;
    });
    return { rows };
  } finally {
    await source.rollback().execute();
  }
}
