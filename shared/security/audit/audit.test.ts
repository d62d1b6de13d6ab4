import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import type { Tx } from '../../../db/database.ts';
import { createTestDatabase, testFolder, type TestDatabase } from '../../../test/database.ts';
import { newId } from '../../platform/ids.ts';
import { newKeyBytes, toDataKey } from '../vault/seal.ts';
import { openSigningKey, type SigningKey } from '../vault/signing-key.ts';
import { appendEntry, auditHead, beginAudit, noteEntry } from './append-entry.ts';
import { hashEntry, type Head } from './entry.ts';
import { exportLog, verifyExport } from './export-log.ts';
import { nameSubjects } from './name-subjects.ts';
import { pagesFrom, readHead } from './read-log.ts';
import { verifyLog } from './verify-chain.ts';

const ENTRIES = 20;
let database: TestDatabase;
let connection: Connection;
let signing: SigningKey;
let ctx: { db: Connection['db']; signing: SigningKey };

const entry = (place: number) => ({
  actor_kind: 'admin' as const,
  actor_id: `adm_${place % 3}`,
  actor_label: `someone${place % 3}@example.com`,
  action: ['keys.create', 'keys.revoke', 'documents.delete'][place % 3]!,
  app_id: place % 2 ? newId('app') : null,
  subjects: { key_id: newId('key'), document_ids: [newId('doc'), newId('doc')] },
  outcome: place % 5 ? 'ok' : 'begun',
  ip: '127.0.0.1',
});

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect();
  const { db } = connection;
  signing = await openSigningKey(db, { sealing: toDataKey(newKeyBytes()) });
  ctx = { db, signing };
  await beginAudit(ctx);
  for (let place = 0; place < ENTRIES; place++) await noteEntry(ctx, entry(place));
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const diceOf = (value: fc.GeneratorValue) => ({
  upTo: (most: number) => value(fc.integer, { min: 1, max: most }),
  one: <T>(choices: readonly T[]): T => choices[value(fc.nat, choices.length - 1)]!,
});
type Dice = ReturnType<typeof diceOf>;

/** What is done inside comes undone. */
async function undone<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
  let result: T;
  const back = new Error('back');
  await ctx.db
    .transaction()
    .execute(async (tx) => {
      result = await run(tx);
      throw back;
    })
    .catch((error) => {
      if (error !== back) throw error;
    });
  return result!;
}

/** Makes the chain whole again from an entry on, as one can who has the table but not the signing key. */
async function rehash(tx: Tx, from: number): Promise<void> {
  let previous: string | undefined;
  const renewed: { sequence: number; hash: string; previous_hash: string }[] = [];
  for await (const page of pagesFrom(tx, Math.max(0, from - 2)))
    for (const row of page) {
      if (row.sequence < from) {
        previous = row.hash;
        continue;
      }
      const next = { ...row, previous_hash: previous ?? '0'.repeat(64) };
      previous = hashEntry(next);
      renewed.push({ sequence: row.sequence, hash: previous, previous_hash: next.previous_hash });
    }
  await sql`update audit_entries set hash = decode(given.hash, 'hex'), previous_hash = decode(given.previous_hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(renewed)}::jsonb) as given (sequence bigint, hash text, previous_hash text)
    where audit_entries.sequence = given.sequence`.execute(tx);
}

/** Points the head at the last entry there is; its signature cannot be made anew. */
async function moveHead(tx: Tx): Promise<void> {
  await sql`update audit_head set (sequence, hash) =
    (select sequence, hash from (select sequence, hash from audit_entries
      union all select 0, decode(repeat('00', 32), 'hex')) ends order by sequence desc limit 1)`.execute(tx);
}

const columns = ['actor_kind', 'actor_id', 'actor_label', 'action', 'app_id', 'outcome', 'ip'] as const;

async function edit(tx: Tx, { upTo, one }: Dice): Promise<string> {
  const sequence = upTo(ENTRIES);
  const change = one([...columns, 'workspace_id', 'request_id', 'at', 'subjects', 'ends_sequence'] as const);
  const values = {
    at: sql`at + interval '1 millisecond'`,
    subjects: sql`jsonb_set(subjects, '{key_id}', '"key_other"')`,
    ends_sequence: sql`coalesce(ends_sequence, 0) + 1`,
  };
  await tx
    .updateTable('audit_entries')
    .set({ [change]: values[change as 'at'] ?? sql`coalesce(${sql.ref(change)}, '') || 'x'` })
    .where('sequence', '=', sequence)
    .execute();
  const rehashing = one(['', 'rehashed', 'rehashed with its head'] as const);
  if (rehashing) await rehash(tx, sequence);
  if (rehashing === 'rehashed with its head') await moveHead(tx);
  return `edit of ${change} in ${sequence} ${rehashing}`;
}

async function remove(tx: Tx, { upTo, one }: Dice): Promise<string> {
  const sequence = upTo(ENTRIES - 1);
  await tx.deleteFrom('audit_entries').where('sequence', '=', sequence).execute();
  const closed = one([false, true]);
  if (closed) {
    // Twice, past the primary key: first out of the way, then down by one.
    await sql`update audit_entries set sequence = -sequence where sequence > ${sequence}`.execute(tx);
    await sql`update audit_entries set sequence = -sequence - 1 where sequence < 0`.execute(tx);
    await rehash(tx, sequence);
    await moveHead(tx);
  }
  return `deletion of ${sequence}${closed ? ', closed up' : ''}`;
}

async function reorder(tx: Tx, { upTo, one }: Dice): Promise<string> {
  const first = upTo(ENTRIES - 1);
  const second = one([first + 1, first + upTo(ENTRIES - first)]);
  await sql`update audit_entries set sequence = -sequence where sequence in (${first}, ${second})`.execute(
    tx,
  );
  await sql`update audit_entries set sequence = case when sequence = ${-first}::bigint then ${second}::bigint else ${first}::bigint end
    where sequence < 0`.execute(tx);
  const rehashing = one([false, true]);
  if (rehashing) {
    await rehash(tx, first);
    await moveHead(tx);
  }
  return `${first} and ${second} exchanged${rehashing ? ', rehashed' : ''}`;
}

async function truncate(tx: Tx, { upTo, one }: Dice): Promise<string> {
  const kept = ENTRIES - upTo(ENTRIES);
  await tx.deleteFrom('audit_entries').where('sequence', '>', kept).execute();
  const head = one(['left', 'moved', 'deleted'] as const);
  if (head === 'moved') await moveHead(tx);
  if (head === 'deleted') await tx.deleteFrom('audit_head').execute();
  return `truncation to ${kept}, head ${head}`;
}

describe('the audit log', () => {
  test('verifies as it was written, in the database and as an export', async () => {
    const head = await auditHead(ctx);
    expect(head.sequence).toBe(ENTRIES);
    expect(await verifyLog(ctx.db, signing.publicKey, [head])).toEqual({ intact: true, head });
    expect(await verifyExport(linesOf(exportLog(ctx)), signing.publicKey, [head])).toEqual({
      intact: true,
      head,
    });
  });

  test('catches 1,000 edits, deletions, reorderings and truncations, all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(edit, remove, reorder, truncate), fc.gen(), async (tamper, value) => {
        const [done, verdict] = await undone(
          async (tx) => [await tamper(tx, diceOf(value)), await verifyLog(tx, signing.publicKey)] as const,
        );
        expect(verdict.intact, done).toBe(false);
      }),
      { numRuns: 1_000 },
    );
    expect((await verifyLog(ctx.db, signing.publicKey)).intact).toBe(true);
  });

  test('cut back to an older head, signed at its time, is caught by the head in a receipt', async () => {
    const old = (await readHead(ctx.db))!;
    const receipt = await noteEntry(ctx, entry(1));
    await noteEntry(ctx, entry(2));
    const [without, withReceipt] = await undone(async (tx) => {
      await tx.deleteFrom('audit_entries').where('sequence', '>', old.sequence).execute();
      await tx
        .updateTable('audit_head')
        .set({
          sequence: old.sequence,
          hash: Buffer.from(old.hash, 'hex'),
          signature: Buffer.from(old.signature, 'base64'),
        })
        .execute();
      const verdicts = [
        await verifyLog(tx, signing.publicKey),
        await verifyLog(tx, signing.publicKey, [receipt]),
      ];
      // What is written on top of it does not help: the place is taken by another entry then.
      await appendEntry(ctx, tx, entry(3));
      return [...verdicts, await verifyLog(tx, signing.publicKey, [receipt])];
    });
    expect(without.intact).toBe(true);
    expect(withReceipt).toMatchObject({ intact: false, problem: expect.stringContaining('a receipt names') });
    expect(await verifyLog(ctx.db, signing.publicKey, [receipt])).toMatchObject({ intact: true });
  });

  test('that was tampered with goes on, and is never whole again', async () => {
    for (const tamper of [
      (tx: Tx) => truncate(tx, { upTo: () => 3, one: (choices) => choices[1]! }),
      (tx: Tx) => truncate(tx, { upTo: () => 3, one: (choices) => choices[2]! }),
      (tx: Tx) => remove(tx, { upTo: () => 5, one: (choices) => choices[1]! }),
      (tx: Tx) => tx.updateTable('audit_head').set({ sequence: 3 }).execute(),
      (tx: Tx) => edit(tx, { upTo: () => 5, one: (choices) => choices.at(-1)! }),
    ])
      await undone(async (tx) => {
        await tamper(tx);
        for (let time = 0; time < 3; time++) await appendEntry(ctx, tx, entry(time));
        expect(await verifyLog(tx, signing.publicKey)).toMatchObject({ intact: false });
      });
  });

  test('grows without a gap when many write at once', async () => {
    const before = await auditHead(ctx);
    const heads = await Promise.all(Array.from({ length: 20 }, (_, place) => noteEntry(ctx, entry(place))));
    expect(new Set(heads.map(({ sequence }) => sequence)).size).toBe(20);
    expect(await verifyLog(ctx.db, signing.publicKey, heads)).toMatchObject({
      intact: true,
      head: { sequence: before.sequence + 20 },
    });
  });

  test('as an export is caught when a line is changed, lost or added, and when another key is its own', async () => {
    const lines = await Array.fromAsync(linesOf(exportLog(ctx)));
    const check = (changed: string[], key = signing.publicKey, anchors: Head[] = []) =>
      verifyExport(Readable.from(changed), key, anchors);
    expect(await check(lines)).toMatchObject({ intact: true });
    expect(await check(lines.toSpliced(4, 1))).toMatchObject({ intact: false, sequence: 5 });
    expect(await check(lines.with(2, lines[2]!.replace('@', '#')))).toMatchObject({
      intact: false,
      sequence: 3,
    });
    expect(await check(lines.slice(0, -1))).toMatchObject({ intact: false });
    expect(await check([...lines, lines[0]!])).toMatchObject({ intact: false });
    expect(await check([...lines.slice(0, 3), 'null', ...lines.slice(3)])).toMatchObject({ intact: false });
    const other = await undone((tx) =>
      tx
        .deleteFrom('settings')
        .execute()
        .then(() => openSigningKey(tx, { sealing: toDataKey(newKeyBytes()) })),
    );
    expect(await check(lines, other.publicKey)).toMatchObject({ intact: false });
  });
});

test('of what an action is given, only ids of ours and roles are kept', () => {
  const app_id = newId('app');
  const document_id = newId('doc');
  expect(
    nameSubjects({
      app_id,
      role: 'admin',
      message: 'What is the code word?',
      end_user_id: crypto.randomUUID(),
      session_id: 'my secret is marzipan',
      metadata: { customer_id: crypto.randomUUID() },
      key_ids: [newId('key'), 'sk_notanid'],
      filter: { document_ids: [document_id] },
      password: 'hunter2',
    }),
  ).toEqual({ app_id, role: 'admin', key_ids: [expect.stringMatching(/^key_/)] });
  expect(nameSubjects({ document: { document_id, name: 'x' } }, 1)).toEqual({ document_id });
});

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) yield* piece.split('\n').filter(Boolean);
}

test('audit:verify checks an export and receipts offline, and ends with 1 where something is wrong', async () => {
  const folder = mkdtempSync(join(testFolder(), 'audit-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const text = (await Array.fromAsync(exportLog(ctx))).join('');
  const log = write('audit.ndjson', text);
  const key = write('keys.json', JSON.stringify({ keys: [{ public_key: signing.publicKey }] }));
  const verify = (...given: string[]) =>
    promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '../../../commands/verify-audit.ts'),
      ...given,
    ]).then(
      ({ stdout }) => stdout,
      (error) => `${error.code}: ${error.stderr}`,
    );
  const receipt = (head: object) => write('receipt.json', JSON.stringify({ receipt: { audit_head: head } }));
  const head = await auditHead(ctx);
  const args = ['--file', log, '--public-key', key];
  expect(await verify(...args, '--receipt', receipt(head))).toMatch(
    `The audit log is intact: ${head.sequence} entries`,
  );
  const other = { ...head, sequence: head.sequence - 1 };
  expect(await verify(...args, '--receipt', receipt(other))).toMatch(
    `1: The audit log is NOT intact: entry ${other.sequence} is not the one that a receipt names.`,
  );
  writeFileSync(log, text.replace('keys.revoke', 'keys.create'));
  expect(await verify(...args)).toMatch(/^1: The audit log is NOT intact: entry \d+ was changed/);
  expect(await verify('--file', log)).toMatch(/^1: --public-key is missing/);
});
