import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { EmbeddingSwitchStatus } from '../../../db/tables/documents.ts';
import type { AppCall } from '../../call.ts';
import { lockSwitchIn } from './lock-switch-in.ts';
import { toSwitch } from './to-switch.ts';

type Row = Awaited<ReturnType<typeof lockSwitchIn>>;
type Move = {
  from: EmbeddingSwitchStatus[];
  /** What changes. Whatever runs is overtaken. */
  to(row: Row): { status: EmbeddingSwitchStatus; confirmed?: boolean };
  /** The job that the new state needs. */
  send(tx: Tx, row: Row): Promise<void>;
};

/** Moves an embedding switch to another state, with its job. @throws embedding_switch_not_found, embedding_switch_state */
export const moveSwitch = ({ db, app }: AppCall, switchId: string, { from, to, send }: Move) =>
  db.transaction().execute(async (tx) => {
    const before = await lockSwitchIn(tx, app.appId, switchId, from);
    const change = to(before);
    const row = await tx
      .updateTable('embedding_switches')
      .set({
        ...change,
        error: null,
        waiting_for: null,
        attempt: sql`attempt + 1`,
        updated_at: sql`now()`,
        ...(change.status === 'cancelled' && { ended_at: sql<Date>`now()` }),
      })
      .where('app_id', '=', app.appId)
      .where('switch_id', '=', switchId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await send(tx, row);
    return { embedding_switch: toSwitch(row) };
  });
