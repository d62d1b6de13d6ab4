import { sql } from 'kysely';
import { z } from 'zod';
import type { ChatEvent } from '../../../shared/contract/chat.ts';
import { LONGEST_IDEMPOTENCY_KEY as LONGEST_KEY } from '../../../shared/contract/operation.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { places } from '../../../shared/security/vault/places.ts';
import { keyedHash, seal, unseal } from '../../../shared/security/vault/seal.ts';
import { keyIdOf, type AppCall } from '../../call.ts';
import { ownsSession } from '../sessions/owns-session.ts';

export type Result = { body: object } | { events: ChatEvent[] };

export type Once =
  | { kept: Result }
  /** `keep` stores the result. `drop` releases the key. */
  | { kept?: undefined; keep(result: Result): Promise<void>; drop(): Promise<void> };

const KEPT_FOR = sql`interval '24 hours'`;

/**
 * Claims an Idempotency-Key for this request, or returns the stored result.
 * @param request operation and input, which the key is bound to
 * @throws idempotency_key_reused (another request, or another visitor's session), idempotency_key_in_use, invalid_request for an empty or overlong key
 */
export async function beginOnce(call: AppCall, key: string, request: unknown): Promise<Once> {
  if (key.length === 0 || key.length > LONGEST_KEY || !/^[\x20-\x7e]+$/.test(key))
    fail('invalid_request', `Idempotency-Key must have 1 to ${LONGEST_KEY} visible ASCII characters.`);
  const { app, db, processId } = call;
  const keyId = keyIdOf(call.actor) ?? '';
  const context = places.result(app.appId, keyId, key);
  const fingerprint = keyedHash(call.masterKey.hashing, JSON.stringify(request));
  const mine = sql<boolean>`app_id = ${app.appId} and key_id = ${keyId} and idempotency_key = ${key}`;
  for (;;) {
    const claim = { fingerprint, process_id: processId };
    const begun = await db
      .insertInto('idempotent_results')
      .values({ app_id: app.appId, key_id: keyId, idempotency_key: key, ...claim })
      .onConflict((conflict) => conflict.doNothing())
      .returning('app_id')
      .executeTakeFirst();
    if (begun) break;
    const again = await db
      .updateTable('idempotent_results')
      .set({ ...claim, created_at: sql`now()`, result: null, session_id: null, document_ids: sql`'{}'` })
      .where(mine)
      .where(
        // Its process died: what it had begun is settled as failed, so it may be tried again.
        sql<boolean>`(created_at < now() - ${KEPT_FOR} or (result is null and fingerprint = ${fingerprint}
          and not exists (select from processes p where p.process_id = idempotent_results.process_id)))`,
      )
      .returning('app_id')
      .executeTakeFirst();
    if (again) break;
    const row = await db
      .selectFrom('idempotent_results')
      .select(['fingerprint', 'result', 'session_id'])
      .where(mine)
      .executeTakeFirst();
    if (!row) continue;
    if (!row.fingerprint.equals(fingerprint)) fail('idempotency_key_reused');
    if (!row.result) fail('idempotency_key_in_use', undefined, { retry_after: 1 });
    // Visitors share a publishable key, and may choose the same Idempotency-Key.
    if (row.session_id !== null && !(await ownsSession(call, row.session_id)))
      fail(
        'idempotency_key_reused',
        'This Idempotency-Key was already used for another session. Send the X-Session-Secret of that session, or use ' +
          'a new key.',
      );
    return { kept: JSON.parse(unseal(app.dataKey, row.result, context).toString()) as Result };
  }
  const claimed = sql<boolean>`${mine} and process_id = ${processId} and result is null`;
  return {
    async keep(result) {
      const serialized = JSON.stringify(result, withoutSecret);
      const about = mentioned(result);
      // Not stored if the session, or a quoted document, was erased in the meantime.
      await call.settlements.settle(() =>
        sql`with sources as (
            select 1 from documents where app_id = ${app.appId} and document_id = any(${about.documents}::text[]) for key share
          ), session as (
            select 1 from sessions where app_id = ${app.appId} and session_id = ${about.session} for key share
          ), kept as (
            update idempotent_results set result = ${seal(app.dataKey, serialized, context)},
              session_id = ${about.session}, document_ids = ${about.documents}::text[]
            where ${claimed} and (select count(*) from sources) = ${about.documents.length}::integer
              and (${about.session}::text is null or exists (select from session))
            returning 1
          )
          delete from idempotent_results where ${claimed} and not exists (select from kept)`.execute(db),
      );
    },
    async drop() {
      await call.settlements.settle(() => db.deleteFrom('idempotent_results').where(claimed).execute());
    },
  };
}

/** A session's secret is given once, to who started the session. */
const withoutSecret = (name: string, value: unknown) => (name === 'session_secret' ? undefined : value);

const Mentioned = z.looseObject({
  session_id: z.string().optional(),
  document_id: z.string().optional(),
  document: z.looseObject({ document_id: z.string() }).optional(),
  documents: z.array(z.looseObject({ document_id: z.string() })).default([]),
  results: z.array(z.looseObject({ document_id: z.string() })).default([]),
  citations: z.array(z.looseObject({ document_id: z.string() })).default([]),
  nearest: z.array(z.looseObject({ document_id: z.string() })).default([]),
});

/** The session and documents of a result; it is removed with them. */
function mentioned(result: Result): { session: string | null; documents: string[] } {
  const parts = ('events' in result ? result.events.map(({ data }) => data) : [result.body]).map((part) =>
    Mentioned.parse(part),
  );
  const documents = parts.flatMap(({ document_id, document, documents, results, citations, nearest }) => [
    ...(document_id ? [document_id] : []),
    ...(document ? [document.document_id] : []),
    ...[...documents, ...results, ...citations, ...nearest].map((one) => one.document_id),
  ]);
  const session = parts.find(({ session_id }) => session_id)?.session_id ?? null;
  return { session, documents: [...new Set(documents)] };
}
