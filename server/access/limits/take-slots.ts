// Limits concurrent answers of a key or app: one row per slot, for all processes. Slots of a process that died, or
// that no longer has them in hand, become free.
import { sql, type RawBuilder } from 'kysely';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';

type Slot = { subject: string; slot: number };

/**
 * Takes a slot of the key's limit and one of the app's. Without such limits, does nothing.
 * @returns a function that releases the slots
 * @throws rate_limited
 */
export async function takeSlots(call: AppCall): Promise<() => Promise<void>> {
  if (call.actor.kind !== 'key') return async () => {};
  const taken: Slot[] = [];
  const giveBack = async () => {
    for (const { subject, slot } of taken.splice(0))
      await call.settlements.settle(() =>
        call.db
          .deleteFrom('stream_slots')
          .where('app_id', '=', call.app.appId)
          .where('subject', '=', subject)
          .where('slot', '=', slot)
          .where('process_id', '=', call.processId)
          .execute(),
      );
  };
  const wanted: [subject: string, limit: number | null | undefined][] = [
    [call.actor.keyId, call.actor.limits?.concurrent_streams],
    ['app', call.app.limits.concurrent_streams],
  ];
  try {
    for (const [subject, limit] of wanted) {
      if (typeof limit !== 'number') continue;
      const slot = await takeSlot(call, subject, limit);
      if (slot === undefined)
        throw new DocentError(
          'rate_limited',
          `This ${subject === 'app' ? 'app' : 'API key'} can have ${limit} concurrent answers. Wait until one has ended.`,
          { limit: 'concurrent_streams', retry_after: 1 },
        );
      taken.push({ subject, slot });
    }
  } catch (error) {
    await giveBack();
    throw error;
  }
  return giveBack;
}

/** Taking a slot whose connection broke may have taken it all the same, and nobody gives it back. */
const inHand = (taken: RawBuilder<unknown>) =>
  sql`(p.in_hand_since is null or ${taken} >= p.in_hand_since - interval '30 seconds')`;

/** Retries until a slot is won or none is free. Always terminates. */
async function takeSlot(
  { db, app, processId }: AppCall,
  subject: string,
  limit: number,
): Promise<number | undefined> {
  for (;;) {
    const { rows } = await sql<{ slot: number; held: boolean }>`
      select slot, p.process_id is not null and ${inHand(sql`s.taken_at`)} as held
      from stream_slots s left join processes p on p.process_id = s.process_id
      where s.app_id = ${app.appId} and s.subject = ${subject}`.execute(db);
    const held = new Set(rows.flatMap((row) => (row.held ? [row.slot] : [])));
    const free = Array.from({ length: limit }, (_, index) => index + 1).filter((slot) => !held.has(slot));
    // At random, so that those who ask at once seldom want the same one.
    const slot = free[Math.floor(Math.random() * free.length)];
    if (slot === undefined) return undefined;
    const own = sql`app_id = ${app.appId} and subject = ${subject} and slot = ${slot}`;
    if (rows.some((row) => row.slot === slot))
      await sql`
        delete from stream_slots where ${own} and not exists (
          select from processes p
          where p.process_id = stream_slots.process_id and ${inHand(sql`stream_slots.taken_at`)})`.execute(
        db,
      );
    const taken = await db
      .insertInto('stream_slots')
      .values({ app_id: app.appId, subject, slot, process_id: processId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('slot')
      .executeTakeFirst();
    if (taken) return taken.slot;
  }
}
