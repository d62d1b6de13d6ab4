import type { Db, Tx } from '../../../db/database.ts';
import { verifySignature, type SigningKey } from '../vault/signing-key.ts';
import { GENESIS, hashEntry, headBytes, type Head, type NewEntry } from './entry.ts';
import { readHead } from './read-log.ts';

/**
 * Appends an entry in the transaction of the recorded action. It locks the head's row until that transaction ends, so
 * call it near the end.
 * @returns the log's new head; a receipt with it (`audit_head`) can later prove that the log was not cut
 */
export async function appendEntry(ctx: { signing: SigningKey }, tx: Tx, content: NewEntry): Promise<Head> {
  const head = await lockHead(tx);
  const last = await lastSequence(tx);
  const entry = {
    actor_id: null,
    actor_label: null,
    app_id: null,
    workspace_id: null,
    subjects: {},
    ends_sequence: null,
    request_id: null,
    ip: null,
    ...content,
    sequence: Math.max(head.sequence, last) + 1,
    at: new Date().toISOString(),
    previous_hash: head.hash,
  };
  const hash = hashEntry(entry);
  await tx
    .insertInto('audit_entries')
    .values({
      ...entry,
      at: new Date(entry.at),
      subjects: JSON.stringify(entry.subjects),
      previous_hash: Buffer.from(entry.previous_hash, 'hex'),
      hash: Buffer.from(hash, 'hex'),
    })
    .execute();
  const next = { sequence: entry.sequence, hash };
  // A head that someone else has written is never signed again: work continues, but the log stays broken.
  const signature = Buffer.from(head.signature, 'base64');
  const genuine =
    head.sequence === last && verifySignature(ctx.signing.publicKey, headBytes(head), signature);
  await tx
    .updateTable('audit_head')
    .set(headRow(next, genuine ? ctx.signing.sign(headBytes(next)) : signature))
    .execute();
  return next;
}

/** Appends an entry in its own transaction. */
export const noteEntry = (ctx: { db: Db; signing: SigningKey }, content: NewEntry): Promise<Head> =>
  ctx.db.transaction().execute((tx) => appendEntry(ctx, tx, content));

/** The current end of the log. */
export async function auditHead(ctx: { db: Db | Tx }): Promise<Head> {
  const { sequence, hash } = (await readHead(ctx.db)) ?? UNSIGNED;
  return { sequence, hash };
}

/** Creates the signed head of an empty log at the first start. */
export async function beginAudit({ db, signing }: { db: Db; signing: SigningKey }): Promise<void> {
  if ((await readHead(db)) || (await lastSequence(db)) > 0) return;
  const head = { sequence: 0, hash: GENESIS };
  await db
    .insertInto('audit_head')
    .values({ one: true, ...headRow(head, signing.sign(headBytes(head))) })
    .onConflict((conflict) => conflict.column('one').doNothing())
    .execute();
}

const UNSIGNED = { sequence: 0, hash: GENESIS, signature: '' };

/** The head, locked until the transaction ends. One that was deleted returns without a signature. */
async function lockHead(tx: Tx) {
  const locked = await readHead(tx, true);
  if (locked) return locked;
  await tx
    .insertInto('audit_head')
    .values({ one: true, ...headRow(UNSIGNED, Buffer.alloc(0)) })
    .onConflict((conflict) => conflict.column('one').doNothing())
    .execute();
  return (await readHead(tx, true)) ?? UNSIGNED;
}

async function lastSequence(db: Db | Tx): Promise<number> {
  const row = await db
    .selectFrom('audit_entries')
    .select((eb) => eb.fn.max('sequence').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

const headRow = (head: Head, signature: Buffer) => ({
  sequence: head.sequence,
  hash: Buffer.from(head.hash, 'hex'),
  signature,
});
