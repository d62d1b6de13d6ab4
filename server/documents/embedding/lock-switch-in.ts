import type { Selectable } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { EmbeddingSwitchesTable, EmbeddingSwitchStatus } from '../../../db/tables/documents.ts';
import { fail } from '../../../shared/platform/errors.ts';

/**
 * An embedding switch, locked for this transaction, in one of these states.
 * @throws embedding_switch_not_found, embedding_switch_state
 */
export async function lockSwitchIn(
  tx: Tx,
  appId: string,
  switchId: string,
  states: EmbeddingSwitchStatus[],
): Promise<Selectable<EmbeddingSwitchesTable>> {
  const row =
    (await tx
      .selectFrom('embedding_switches')
      .selectAll()
      .where('app_id', '=', appId)
      .where('switch_id', '=', switchId)
      .forUpdate()
      .executeTakeFirst()) ?? fail('embedding_switch_not_found');
  if (states.includes(row.status)) return row;
  const needed = states.map((state) => `"${state}"`).join(' or ');
  return fail(
    'embedding_switch_state',
    `The embedding switch is "${row.status}"; this needs ${needed}. Get it again for its progress.`,
    { status: row.status },
  );
}
