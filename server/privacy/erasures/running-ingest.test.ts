import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey } from '../../../test/keys.ts';
import { stores } from '../../../shared/privacy/stores.ts';
import { tenantTables } from '../../../test/tenant-tables.ts';

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent({}, { DEFAULT_REQUESTS_PER_MINUTE: '0' });
});
afterAll(() => docent.close());

const ROUNDS = 100;
const LANES = 4;

test('a document erased at 100 random points of its ingest never comes back', async () => {
  const key = await newAppWithKey(docent);
  const headers = bearer(key.secret);
  const json = async (response: Promise<Response>): Promise<any> => (await response).json();
  const text = (round: string) =>
    Array.from(
      { length: 12 },
      (_, at) =>
        `## Part ${at} of ${round}\n\nThe ${round} canary sings line ${at} of its song in the mine.\n\n`,
    ).join('');
  const upload = async (round: string): Promise<string> => {
    const body = { name: `${round}.md`, text: text(round) };
    return (await json(docent.api('/documents', { json: body, headers }))).documents[0].document_id;
  };
  // How long an ingest takes here and now, with as many beside it; the first ones start what reads files.
  const whole: string[] = [];
  let span = 0;
  for (const batch of ['first', 'second']) {
    const began = performance.now();
    whole.push(
      ...(await Promise.all(Array.from({ length: LANES }, (_, lane) => upload(`${batch} whole ${lane}`)))),
    );
    await until('whole ingests', async () => {
      const { documents } = await json(docent.api('/documents', { headers }));
      return documents.every(({ status }: { status: string }) => status === 'ready');
    });
    span = performance.now() - began;
  }

  const points = fc.sample(fc.double({ min: 0, max: 0.8, noNaN: true }), ROUNDS);
  const erased: { documentId: string; erasureId: string }[] = [];
  const statuses = new Map<string, number>();
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (let round = lane; round < ROUNDS; round += LANES) {
        const documentId = await upload(`round ${round}`);
        await sleep(points[round]! * span);
        const { document } = await json(docent.api(`/documents/${documentId}`, { headers }));
        statuses.set(document.status, (statuses.get(document.status) ?? 0) + 1);
        const { erasure } = await json(
          docent.api('/erasures', { json: { document_id: documentId }, headers }),
        );
        erased.push({ documentId, erasureId: erasure.erasure_id });
      }
    }),
  );
  // Points of every kind were met, not one alone.
  expect(statuses.size, JSON.stringify([...statuses])).toBeGreaterThan(1);
  for (const { erasureId } of erased)
    await until('the receipt', async () => {
      const { erasure } = await json(docent.api(`/erasures/${erasureId}`, { headers }));
      return erasure.receipt;
    });
  await until('the end of all jobs', async () => {
    const { rows } = await sql<{ busy: number }>`
      select count(*)::integer as busy from pgboss.job
      where state in ('created', 'retry', 'active') and data->>'app_id' = ${key.appId}`.execute(
      docent.ctx.db,
    );
    return rows[0]!.busy === 0;
  });

  const ids = erased.map(({ documentId }) => documentId);
  const { db } = docent.ctx;
  for (const table of await tenantTables(db)) {
    if (stores[table as keyof typeof stores]?.keptWithoutApp) continue;
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.id(table)} t`.execute(db);
    const text = rows.map(({ row }) => row).join('\n');
    for (const id of ids) expect(text.includes(id), `${table} ${id}`).toBe(false);
    expect(text, table).not.toMatch(/round \d+/);
  }
  const jobs = await sql<{ row: string }>`select j::text as row from pgboss.job j`.execute(db);
  expect(jobs.rows.filter(({ row }) => ids.some((id) => row.includes(id)))).toEqual([]);
  const { rows: blobs } = await sql<{ blob_id: string }>`
    select blob_id from blobs where app_id = ${key.appId}`.execute(db);
  expect(readdirSync(join(fileFolder(docent.ctx.config), key.appId)).sort()).toEqual(
    blobs.map((row) => row.blob_id).sort(),
  );
  // What was not erased is all there, and its statistics are exact.
  const { rows: counted } = await sql<{ chunks: number; counted: number }>`
    select (select count(*) from lexical_index where app_id = ${key.appId}) as chunks,
      (select chunks from term_statistics where app_id = ${key.appId} and term_id = 0) as counted`.execute(
    db,
  );
  expect(counted[0]!.chunks).toBeGreaterThan(0);
  expect(counted[0]!.counted).toBe(counted[0]!.chunks);
  const { documents } = await json(docent.api('/documents', { headers }));
  expect(documents.map((one: any) => one.document_id).sort()).toEqual(whole.sort());
});
