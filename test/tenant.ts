// An app with one of everything that has an id, all of it with the same word in it, which no other app may ever read.
import { sql } from 'kysely';
import { systemCallIn } from '../server/call.ts';
import { isLast, readEvents } from '../server/chat/answer-events.ts';
import { findApp } from '../shared/tenancy/app.ts';
import { newId } from '../shared/platform/ids.ts';
import { createCaller } from '../server/transport/trpc/router.ts';
import type { Docent } from './harness.ts';
import { newCuratedAnswer } from './curated-answers.ts';
import { newHandover } from './handovers.ts';
import { newEvaluation } from './evaluations.ts';
import { newSwitch } from './switches.ts';
import { until } from './until.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from './keys.ts';

export const CANARY = 'marzipan';
export const ORIGIN = 'https://shop.example';

export type Owned = Record<string, string>;
export type Tenant = TestKey & {
  /** Its things by the name of the field that takes their ids. */
  ids: Owned;
  publishable: { secret: string; sessionSecret: string; ids: Owned };
};

export const ownerOf = (docent: Docent) =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });

export async function newTenant(docent: Docent, word: string, workspaceId?: string): Promise<Tenant> {
  const key = await newAppWithKey(docent, workspaceId);
  const { appId } = key;
  const send = async (path: string, json: object, headers: Record<string, string>) => {
    const response = await docent.api(path, { json, headers });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return { body: await response.json(), headers: response.headers };
  };
  const headers = bearer(key.secret);
  const document = { name: `${word}.txt`, text: `The ${word} vault opens at nine.`, metadata: { of: word } };
  const { document_id } = (await send('/documents', document, headers)).body.documents[0];
  await until('the document', async () => {
    const answer = await (await docent.api(`/documents/${document_id}`, { headers })).json();
    return answer.document.status === 'ready';
  });
  const question = { message: 'When does the vault open?', resumable: true };
  // A name of the caller's, which it may use as it likes.
  const end_user_id = newId('req').replace('req', 'person');
  const { body } = await send('/chat', { ...question, end_user_id }, headers);
  await send(`/messages/${body.message_id}/feedback`, { rating: 'up', comment: word }, headers);
  const publishable = await newKey(
    docent,
    { kind: 'publishable', name: word, scopes: ['chat'], allowed_origins: [ORIGIN] },
    appId,
  );
  const spoken = await send('/chat', question, { ...bearer(publishable.secret), origin: ORIGIN });
  const { session_id, message_id } = spoken.body;

  // Of nobody: it removes nothing.
  const { erasure_id } = (await send('/erasures', { end_user_id: word }, headers)).body.erasure;
  const { export_id } = (await send('/exports', { end_user_id: word }, headers)).body.export;
  const settled = async (path: string, name: 'erasure' | 'export', states: string[]) => {
    const state = await (await docent.api(path, { headers })).json();
    return states.includes(state[name].status);
  };
  await until('erasure and export', async () => {
    const erased = await settled(`/erasures/${erasure_id}`, 'erasure', ['completed']);
    return erased && (await settled(`/exports/${export_id}`, 'export', ['done']));
  });
  // No server listens there, and it may not be asked: the word is in the address.
  const address = `http://127.0.0.1:9/${word}`;
  const listed = { kind: 'list', addresses: [address], name: word, refresh_hours: null, delay_seconds: 0 };
  const { source_id } = (await send('/sources', listed, headers)).body.source;
  await until('the refresh', async () => {
    const { source } = await (await docent.api(`/sources/${source_id}`, { headers })).json();
    return source.state === 'failed';
  });
  // Before the webhook: its document would be announced.
  const { answer_id } = await newCuratedAnswer(docent, word, headers);
  const owner = ownerOf(docent);
  const app = { app_id: appId };
  const { endpoint } = await owner.webhooks.create({
    ...app,
    url: `https://${word}.example/hooks`,
    events: ['document.ready'],
  });
  const { endpoint_id } = endpoint;
  await owner.budgets.set({ ...app, key_id: key.keyId, cap: '100' });
  // Without its job: nobody tries to deliver it meanwhile.
  const [event_id, delivery_id] = [newId('evt'), newId('dlv')];
  const event = { ...app, event_id, type: 'document.ready', data: JSON.stringify({ of: word }) };
  await docent.ctx.db.insertInto('webhook_events').values(event).execute();
  const delivery = { ...app, event_id, delivery_id, endpoint_id, status: 'failed', attempts: '[]' } as const;
  await docent.ctx.db.insertInto('webhook_deliveries').values(delivery).execute();
  // They are written behind the answer's back.
  const found = (await findApp(docent.ctx, appId))!;
  for (const id of [body.message_id, message_id])
    await until('all events of the answer', async () =>
      (await readEvents(systemCallIn(docent.ctx, found), id, 0)).some(isLast),
    );
  const { session_id: session, message_id: message } = body;
  const ids = {
    document_id,
    document_ids: document_id,
    message_ids: message,
    session_id: session,
    message_id: message,
    end_user_id,
    erasure_id,
    export_id,
    source_id,
    answer_id,
    handover_id: await newHandover(docent, appId, word, session, headers),
    switch_id: await newSwitch(docent, appId),
    ...(await newEvaluation(docent, appId, word)),
  };
  return {
    ...key,
    ids: { ...ids, key_id: key.keyId, endpoint_id, delivery_id },
    publishable: {
      secret: publishable.secret,
      sessionSecret: spoken.headers.get('x-session-secret')!,
      ids: { ...ids, session_id, message_id, message_ids: message_id },
    },
  };
}

/** Ids that are shaped like ids and name nothing. */
export const unknownIds = (ids: Owned): Owned =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [name, id.replace(/_.*$/, '_01k9m3t1v8f2srr4gq9x0c6c6d')]),
  );

/** All rows of an app, in every table that has an app_id, but for what every request of any key moves. */
export async function rowsOf({ ctx }: Docent, appId: string): Promise<Record<string, unknown[]>> {
  const { db } = ctx.connection;
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'app_id' and table_name not in ('request_windows', 'billed_apps')
    order by 1`.execute(db);
  const found: Record<string, unknown[]> = {};
  for (const { name } of tables)
    found[name] = (
      await sql`select to_jsonb(row) - 'last_used_at' as row from ${sql.table(name)} row
        where app_id = ${appId} order by 1`.execute(db)
    ).rows;
  return found;
}
