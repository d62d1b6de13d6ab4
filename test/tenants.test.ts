import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../server/access/admins/create-admin.ts';
import { findAdmin, type SignedIn } from '../server/access/admins/find-login.ts';
import { operations as boundOperations } from '../server/transport/operations.ts';
import { createCaller, router } from '../server/transport/trpc/router.ts';
import { newId } from '../shared/platform/ids.ts';
import { readEvents } from './events.ts';
import { newCuratedAnswer } from './curated-answers.ts';
import { newHandover } from './handovers.ts';
import { newEvaluation, readyRun, type EvaluationIds } from './evaluations.ts';
import { startDocent, type Docent } from './harness.ts';
import { newSwitch, readySwitch } from './switches.ts';
import { until } from './until.ts';
import { download, newExport } from './exports.ts';
import { bearer, newAppWithKey, type TestKey } from './keys.ts';
import { operations, sendSample, UNKNOWN, type Ids, type Sample } from './samples.ts';

type Tenant = TestKey & Ids & EvaluationIds;
let docent: Docent;
let ours: Tenant;
let theirs: Tenant;

const TEXT = 'The vault code word of this company is marzipan.';
const PERSON = 'person-7';
const asked = { message: 'What is the vault code word of this company?' };

/** An app with a document, and a session about it. */
async function newTenant(): Promise<Tenant> {
  const key = await newAppWithKey(docent);
  const headers = bearer(key.secret);
  const uploaded = await (
    await docent.api('/documents', { json: { name: `${key.appId}.txt`, text: TEXT }, headers })
  ).json();
  const { document_id } = uploaded.documents[0];
  await until('the document', async () => {
    const { document } = await (await docent.api(`/documents/${document_id}`, { headers })).json();
    return document.status === 'ready';
  });
  const answer = await (
    await docent.api('/chat', { json: { ...asked, end_user_id: PERSON, resumable: true }, headers })
  ).json();
  expect(answer.citations[0].document_id).toBe(document_id);
  // Of a person who is nobody: it removes nothing.
  const { erasure } = await (
    await docent.api('/erasures', { json: { end_user_id: `nobody of ${key.appId}` }, headers })
  ).json();
  const { session_id, message_id } = answer;
  // No server listens there.
  const listed = { kind: 'list', addresses: ['http://127.0.0.1:9/'], refresh_hours: null };
  const { source } = await (await docent.api('/sources', { json: listed, headers })).json();
  const { source_id } = source;
  const { export_id, token } = await newExport(docent, {}, headers);
  const { erasure_id } = erasure;
  const switch_id = await newSwitch(docent, key.appId);
  const handover_id = await newHandover(docent, key.appId, 'marzipan', session_id, headers);
  const evaluation = await newEvaluation(docent, key.appId, 'marzipan');
  const ids = {
    document_id,
    session_id,
    message_id,
    erasure_id,
    source_id,
    export_id,
    token,
    switch_id,
    handover_id,
  };
  return { ...key, ...ids, ...evaluation };
}

beforeAll(async () => {
  docent = await startDocent();
  ours = await newTenant();
  theirs = await newTenant();
  const { answer_id } = await newCuratedAnswer(docent, 'marzipan', bearer(theirs.secret));
  theirs = { ...theirs, answer_id };
});
afterAll(() => docent.close());

/** Every way in which an id of something reaches an operation; none where it takes no ids. */
const byId: Record<string, (ids: Ids) => Sample[]> = {
  sendMessage: ({ session_id, document_id }) => [
    { path: '/chat', json: { ...asked, session_id } },
    { path: '/chat', json: { ...asked, session_id, stream: true } },
    { path: '/chat', json: { ...asked, session_id, filter: { document_ids: [document_id] } } },
    { path: '/chat', json: { ...asked, filter: { document_ids: [document_id] } } },
    { path: '/chat', json: { ...asked, stream: true, filter: { document_ids: [document_id] } } },
  ],
  uploadDocuments: () => [],
  listDocuments: () => [],
  getDocument: ({ document_id }) => [{ path: `/documents/${document_id}` }],
  getDocumentContent: ({ document_id }) => [{ path: `/documents/${document_id}/content` }],
  replaceDocument: ({ document_id }) => [
    { path: `/documents/${document_id}`, json: { text: 'Another version of it.' } },
  ],
  refreshDocument: ({ document_id }) => [{ path: `/documents/${document_id}/refresh`, json: {} }],
  listSources: () => [],
  createSource: () => [],
  getSource: ({ source_id }) => [{ path: `/sources/${source_id}` }],
  updateSource: ({ source_id }) => [{ path: `/sources/${source_id}`, json: { name: 'Theirs' } }],
  refreshSource: ({ source_id }) => [{ path: `/sources/${source_id}/refresh`, json: {} }],
  listSourcePages: ({ source_id }) => [{ path: `/sources/${source_id}/pages` }],
  deleteSource: ({ source_id }) => [
    { path: `/sources/${source_id}` },
    { path: `/sources/${source_id}?documents=remove` },
  ],
  deleteDocument: ({ document_id }) => [{ path: `/documents/${document_id}` }],
  getEmbedding: () => [],
  estimateEmbedding: () => [],
  startEmbeddingSwitch: () => [],
  listEmbeddingSwitches: () => [],
  getEmbeddingSwitch: ({ switch_id }) => [{ path: `/embedding/switches/${switch_id}` }],
  ...Object.fromEntries(
    ['confirm', 'resume', 'cancel'].map((verb) => [
      `${verb}EmbeddingSwitch`,
      ({ switch_id }: Ids) => [{ path: `/embedding/switches/${switch_id}/${verb}`, json: {} }],
    ]),
  ),
  searchDocuments: ({ document_id }) => [
    { path: '/search', json: { query: asked.message, filter: { document_ids: [document_id] } } },
    {
      path: '/search',
      json: { query: asked.message, filter: { document_ids: [document_id], metadata: {} } },
    },
  ],
  listSessions: () => [],
  getSession: ({ session_id }) => [{ path: `/sessions/${session_id}` }],
  listEvaluationSets: () => [],
  createEvaluationSet: () => [],
  getEvaluationSet: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}` }],
  updateEvaluationSet: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}`, json: { name: 'Theirs' } }],
  deleteEvaluationSet: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}` }],
  listEvaluationQuestions: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}/questions` }],
  addEvaluationQuestions: ({ set_id, message_id }) => [
    { path: `/evaluation-sets/${set_id}/questions`, json: { questions: [{ question: asked.message }] } },
    { path: `/evaluation-sets/${set_id}/questions`, json: { message_id } },
  ],
  updateEvaluationQuestion: ({ set_id, question_id }) => [
    { path: `/evaluation-sets/${set_id}/questions/${question_id}`, json: { tags: [] } },
  ],
  deleteEvaluationQuestion: ({ set_id, question_id }) => [
    { path: `/evaluation-sets/${set_id}/questions/${question_id}` },
  ],
  listEvaluationRuns: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}/runs` }],
  startEvaluationRun: ({ set_id }) => [{ path: `/evaluation-sets/${set_id}/runs`, json: {} }],
  getEvaluationRun: ({ run_id }) => [{ path: `/evaluation-runs/${run_id}` }],
  cancelEvaluationRun: ({ run_id }) => [{ path: `/evaluation-runs/${run_id}/cancel`, json: {} }],
  resumeEvaluationRun: ({ run_id }) => [{ path: `/evaluation-runs/${run_id}/resume`, json: {} }],
  listEvaluationResults: ({ run_id }) => [{ path: `/evaluation-runs/${run_id}/results` }],
  compareEvaluationRuns: ({ run_id, base_run_id }) => [
    { path: `/evaluation-runs/${run_id}/comparison?base_run_id=${base_run_id}` },
  ],
  listCuratedAnswers: () => [],
  createCuratedAnswer: ({ message_id }) => [
    {
      path: '/curated-answers',
      json: { questions: ['Who waters the plants?'], text: 'Theirs.', message_ids: [message_id] },
    },
  ],
  getCuratedAnswer: ({ answer_id }) => [{ path: `/curated-answers/${answer_id}` }],
  updateCuratedAnswer: ({ answer_id }) => [
    { path: `/curated-answers/${answer_id}`, json: { text: 'Theirs.' } },
  ],
  deleteCuratedAnswer: ({ answer_id }) => [{ path: `/curated-answers/${answer_id}` }],
  exportConversations: () => [],
  listSettingsVersions: () => [],
  requestHandover: ({ session_id }) => [
    {
      path: '/handovers',
      json: { session_id, contact: 'kim@example.com', message: 'Theirs.', consent: true },
    },
  ],
  listHandovers: () => [],
  updateHandover: ({ handover_id }) => [{ path: `/handovers/${handover_id}`, json: { state: 'done' } }],
  listUnanswered: () => [],
  reviewUnanswered: ({ message_id }) => [
    { path: '/unanswered', json: { message_ids: [message_id], state: 'fixed' } },
  ],
  getUsage: () => [],
  getStatus: () => [],
  stopAnswer: ({ message_id }) => [{ path: `/chat/${message_id}/stop`, json: {} }],
  replayAnswer: ({ message_id }) => [{ path: `/chat/${message_id}/stream` }],
  deleteSession: ({ session_id }) => [{ path: `/sessions/${session_id}` }],
  getWidget: () => [],
  requestExport: () => [],
  listExports: () => [],
  getExport: ({ export_id }) => [{ path: `/exports/${export_id}` }],
  // A link is a key of its own, so it is tried apart: with the token of another app's export.
  downloadExport: () => [],
  giveFeedback: ({ message_id }) => [
    { path: `/messages/${message_id}/feedback`, json: { rating: 'down', comment: 'Wrong.' } },
  ],
  requestErasure: ({ document_id, session_id }) => [
    { path: '/erasures', json: { document_id } },
    { path: '/erasures', json: { session_id } },
  ],
  getErasure: ({ erasure_id }) => [{ path: `/erasures/${erasure_id}` }],
  listErasures: () => [],
  listSigningKeys: () => [],
};

/** What an answer says, without the ids that are new in each. */
const statusAndText = async (response: Response) => {
  const text = await response.text();
  return [response.status, text.replaceAll(/"(request_id|session_id|message_id)":"\w+"/g, '"$1":"…"')];
};

describe('an id of another app', () => {
  test('is tried at every operation of the contract', () => {
    expect(Object.keys(byId).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    'is at %s what an unknown one is',
    async (id, operation) => {
      const foreign = byId[id]!(theirs);
      const unknown = byId[id]!(UNKNOWN);
      for (const [place, sample] of foreign.entries()) {
        const headers = bearer(ours.secret);
        const [status, text] = await statusAndText(await sendSample(docent, operation, sample, headers));
        expect([status, text]).toEqual(
          await statusAndText(await sendSample(docent, operation, unknown[place]!, headers)),
        );
        expect(text).not.toContain('marzipan');
        const empty = /"results":\[\]|"finish_reason":"no_context"/.test(text as string);
        expect(status === 404 || empty, `${id} ${status} ${text}`).toBe(true);
      }
      // Their own key finds what ours did not: the samples are right. What removes is left out.
      if (operation.method === 'delete' || id === 'requestErasure') return;
      await readySwitch(docent, theirs.switch_id!, id);
      await readyRun(docent, theirs, id);
      // Their document was uploaded: it has no address to be fetched from.
      const expected = id === 'refreshDocument' ? 400 : operation.status;
      for (const sample of foreign)
        expect((await sendSample(docent, operation, sample, bearer(theirs.secret))).status).toBe(expected);
    },
  );

  test("is at a download no way in with another export's token", async () => {
    const [mixed, unknown] = [theirs.export_id!, UNKNOWN.export_id!].map((export_id) => ({
      url: `${docent.url}/api/v1/exports/${export_id}/file?token=${ours.token}`,
    }));
    const answer = await statusAndText(await download(docent, mixed!));
    expect(answer).toEqual(await statusAndText(await download(docent, unknown!)));
    expect(answer[0]).toBe(404);
    const own = { url: `${docent.url}/api/v1/exports/${theirs.export_id}/file?token=${theirs.token}` };
    expect((await download(docent, own)).status).toBe(200);
  });

  test('changes nothing over there', async () => {
    const headers = bearer(theirs.secret);
    const { documents } = await (await docent.api('/documents', { headers })).json();
    expect(documents.map(({ document_id }: any) => document_id)).toContain(theirs.document_id);
    const { session } = await (await docent.api(`/sessions/${theirs.session_id}`, { headers })).json();
    expect(session.messages.every(({ content }: any) => content)).toBe(true);
    const before = session.messages.length;
    for (const sample of byId['sendMessage']!(theirs))
      await docent.api(sample.path, { json: sample.json, headers: bearer(ours.secret) });
    const again = await (await docent.api(`/sessions/${theirs.session_id}`, { headers })).json();
    expect(again.session.messages).toHaveLength(before);
  });
});

describe('what an app lists, finds and answers', () => {
  test('is its own', async () => {
    const headers = bearer(ours.secret);
    for (const path of [
      '/documents',
      '/sessions?include_all=true',
      `/sessions?include_all=true&end_user_id=${PERSON}`,
      '/usage?group_by=key',
      '/erasures',
      '/exports',
    ]) {
      const text = await (await docent.api(path, { headers })).text();
      for (const id of [theirs.appId, theirs.keyId, theirs.document_id, theirs.session_id, theirs.erasure_id])
        expect(text).not.toContain(id);
      expect(text).toContain(
        path.startsWith('/documents')
          ? ours.document_id
          : path.startsWith('/erasures')
            ? ours.erasure_id
            : path.startsWith('/usage')
              ? ours.keyId
              : path.startsWith('/exports')
                ? ours.export_id
                : ours.session_id,
      );
    }
    const { results } = await (
      await docent.api('/search', { json: { query: asked.message }, headers })
    ).json();
    expect(new Set(results.map(({ document_id }: any) => document_id))).toEqual(new Set([ours.document_id]));
    const { events } = await readEvents(
      await docent.api('/chat', { json: { ...asked, stream: true }, headers }),
    );
    const cited = events.filter(({ event }) => event === 'citation').map(({ data }) => data.document_id);
    expect(new Set(cited)).toEqual(new Set([ours.document_id]));
  });

  test('is nothing in a new app, though others have much', async () => {
    const headers = bearer((await newAppWithKey(docent)).secret);
    expect((await (await docent.api('/documents', { headers })).json()).documents).toEqual([]);
    expect((await (await docent.api('/sessions?include_all=1', { headers })).json()).sessions).toEqual([]);
    expect(
      (await (await docent.api('/search', { json: { query: asked.message }, headers })).json()).results,
    ).toEqual([]);
    expect((await (await docent.api('/chat', { json: asked, headers })).json()).finish_reason).toBe(
      'no_context',
    );
  });

  test('stays when another app deletes the same content', async () => {
    const other = await newTenant();
    expect(other.document_id).not.toBe(ours.document_id);
    expect(
      (
        await docent.api(`/documents/${other.document_id}`, {
          method: 'DELETE',
          headers: bearer(other.secret),
        })
      ).status,
    ).toBe(200);
    expect(
      await (
        await docent.api(`/documents/${ours.document_id}/content`, { headers: bearer(ours.secret) })
      ).text(),
    ).toBe(TEXT);
    expect(
      (
        await (
          await docent.api('/search', { json: { query: asked.message }, headers: bearer(ours.secret) })
        ).json()
      ).results,
    ).toHaveLength(1);
  });
});

describe("the panel's router", () => {
  const all = Object.entries(
    router._def.procedures as unknown as Record<string, { _def: { type: 'query' | 'mutation' } }>,
  );
  const callerOf = (role: SignedIn['role'] | null) =>
    createCaller({
      service: docent.ctx,
      admin: role && { adminId: newId('adm'), email: `${role}@example.com`, role },
      requestId: newId('req'),
      signal: new AbortController().signal,
    });
  const invoke = (
    path: string,
    role: SignedIn['role'] | null,
    input: unknown = { app_id: ours.appId },
  ): Promise<unknown> => {
    const [group, name] = path.split('.') as [string, string];
    return (callerOf(role) as any)[group][name](input);
  };

  test('has every operation of the contract that answers with JSON', () => {
    const json = operations.filter((operation) => !('binary' in operation));
    expect(all.length).toBeGreaterThan(operations.length);
    expect(all.filter(([path]) => Object.hasOwn(boundOperations, path.split('.')[0]!))).toHaveLength(
      json.length,
    );
  });

  test('keeps to the app that is named', async () => {
    const owner = callerOf('owner');
    const there = { app_id: ours.appId };
    const notFound = (code: string) => ({ code: 'NOT_FOUND', cause: { code } });
    await expect(owner.documents.get({ ...there, document_id: theirs.document_id })).rejects.toMatchObject(
      notFound('document_not_found'),
    );
    await expect(owner.documents.delete({ ...there, document_id: theirs.document_id })).rejects.toMatchObject(
      notFound('document_not_found'),
    );
    await expect(owner.sessions.get({ ...there, session_id: theirs.session_id })).rejects.toMatchObject(
      notFound('session_not_found'),
    );
    await expect(owner.exports.get({ ...there, export_id: theirs.export_id! })).rejects.toMatchObject(
      notFound('export_not_found'),
    );
    expect((await owner.exports.list(there)).exports.map(({ export_id }) => export_id)).toEqual([
      ours.export_id,
    ]);
    await expect(owner.keys.revoke({ ...there, key_id: theirs.keyId })).rejects.toMatchObject(
      notFound('key_not_found'),
    );
    await expect(owner.keys.rotate({ ...there, key_id: theirs.keyId })).rejects.toMatchObject(
      notFound('key_not_found'),
    );
    await expect(
      owner.keys.limit({ ...there, key_id: theirs.keyId, limits: { tokens_per_day: 1 } }),
    ).rejects.toMatchObject(notFound('key_not_found'));
    for (const group of ['app', 'key', 'model'] as const) {
      const text = JSON.stringify(await owner.costs.get({ ...there, group, days: 7 }));
      for (const id of [theirs.appId, theirs.keyId]) expect(text).not.toContain(id);
      if (group === 'key') expect(text).toContain(ours.keyId);
    }
    const unknownApp = { app_id: 'app_unknown', group: 'model' as const };
    await expect(owner.costs.get(unknownApp)).rejects.toMatchObject(notFound('app_not_found'));
    await expect(owner.costs.export(unknownApp)).rejects.toMatchObject(notFound('app_not_found'));
    for (const allowed_origins of [[], ['https://a.example']])
      await expect(
        owner.keys.allowOrigins({ ...there, key_id: theirs.keyId, allowed_origins }),
      ).rejects.toMatchObject(notFound('key_not_found'));
    expect((await owner.widgetEditor.get(there)).keys).toEqual([]);
    await owner.limits.set({ ...there, limits: { tokens_per_day: 1_000_000 } });
    expect((await owner.limits.get(there)).limits.tokens_per_day).toBe(1_000_000);
    expect((await owner.limits.get({ app_id: theirs.appId })).limits.tokens_per_day).toBeNull();
    const span = { start: 0, end: 5 };
    for (const document of [{ document_id: theirs.document_id }, { document_id: UNKNOWN.document_id }]) {
      const gone = notFound('document_not_found');
      await expect(owner.library.view({ ...there, ...document })).rejects.toMatchObject(gone);
      await expect(owner.library.passage({ ...there, ...document, ...span })).rejects.toMatchObject(gone);
      await expect(owner.library.retry({ ...there, ...document })).rejects.toMatchObject(gone);
    }
    await expect(
      owner.feedback.give({ ...there, message_id: theirs.message_id, rating: 'up' }),
    ).rejects.toMatchObject(notFound('message_not_found'));
    const { documents } = await owner.library.list(there);
    expect(documents.map(({ document_id }) => document_id)).toEqual([ours.document_id]);
    const { conversations } = await owner.conversations.list({ ...there, words: theirs.session_id });
    expect(conversations).toEqual([]);
    const seenEvents = [];
    for await (const event of await owner.playground.ask({
      ...there,
      ...asked,
      session_id: theirs.session_id,
    }))
      seenEvents.push(event);
    expect(seenEvents).toMatchObject([{ event: 'error', data: { code: 'session_not_found' } }]);
    expect((await owner.apps.get(there)).app.app_id).toBe(ours.appId);
    await expect(owner.apps.update({ app_id: 'app_unknown', name: 'X' })).rejects.toMatchObject(
      notFound('app_not_found'),
    );
    await expect(owner.workspaces.get({ workspace_id: 'wsp_unknown' })).rejects.toMatchObject(
      notFound('workspace_not_found'),
    );
    await expect(owner.keys.list({ app_id: 'app_unknown' })).rejects.toMatchObject(notFound('app_not_found'));
    expect((await owner.keys.list(there)).keys.map(({ key_id }) => key_id)).toEqual([ours.keyId]);
    expect((await docent.api('/documents', { headers: bearer(theirs.secret) })).status).toBe(200);
  });

  test('returns the code and the fields of a refusal, nothing internal', async () => {
    const failure: any = await callerOf('owner')
      .keys.create({ app_id: ours.appId, name: '', kind: 'secret', scopes: [] })
      .catch((error) => error);
    expect(failure.code).toBe('BAD_REQUEST');
    const { db } = docent.ctx;
    docent.ctx.db = {
      selectFrom: () => {
        throw new Error('password=hunter2');
      },
    } as never;
    const internal: any = await invoke('apps.list', 'owner', {}).catch((error) => error);
    const lost: any = await callerOf('owner')
      .keys.list({ app_id: ours.appId })
      .catch((error) => error);
    docent.ctx.db = db;
    for (const error of [internal, lost]) {
      expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', cause: { code: 'internal_error' } });
      expect(error.message).not.toContain('hunter2');
    }
  });
});

describe('signing in', () => {
  const signIn = (email: string, password: string) =>
    createCaller({
      service: docent.ctx,
      admin: null,
      requestId: 'req_1',
      signal: new AbortController().signal,
    }).session.signIn({ email, password });

  test('gives a token of which only a keyed hash is stored, until signing out or its end', async () => {
    const { token } = await signIn(` ${docent.adminEmail.toUpperCase()} `, docent.adminPassword);
    expect(await findAdmin(docent.ctx, token)).toMatchObject({ email: docent.adminEmail, role: 'owner' });
    const rows = await docent.ctx.db.selectFrom('admin_sessions').selectAll().execute();
    expect(
      rows.map((row) => row.token_hash.toString('latin1') + row.token_hash.toString('base64url')).join(),
    ).not.toContain(token);
    const again = await signIn(docent.adminEmail, docent.adminPassword);
    expect(again.token).not.toBe(token);
    await createCaller({
      service: docent.ctx,
      admin: null,
      requestId: 'req_1',
      signal: new AbortController().signal,
    }).session.signOut({ token });
    expect(await findAdmin(docent.ctx, token)).toBeNull();
    expect(await findAdmin(docent.ctx, again.token)).not.toBeNull();
    await docent.ctx.db
      .updateTable('admin_sessions')
      .set({ expires_at: new Date(0) })
      .execute();
    expect(await findAdmin(docent.ctx, again.token)).toBeNull();
    expect(await findAdmin(docent.ctx, undefined)).toBeNull();
    expect(await findAdmin(docent.ctx, 'x'.repeat(5_000))).toBeNull();
  });

  test('with a wrong password or an unknown address is refused alike, and after ten tries for a while, also at once', async () => {
    const refused = (error: any) => error.cause.code as string;
    const message = (error: any) => error.message as string;
    expect(await signIn(docent.adminEmail, 'wrong-password').catch(message)).toBe(
      await signIn('nobody@example.com', 'wrong-password').catch(message),
    );
    const codes = await Promise.all(
      Array.from({ length: 25 }, () => signIn('target@example.com', 'guess-after-guess').catch(refused)),
    );
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(15);
    const adminId = newId('adm');
    const row = {
      admin_id: adminId,
      email: 'target@example.com',
      password_hash: await hashPassword('the-right-password'),
      role: 'viewer' as const,
    };
    await docent.ctx.db.insertInto('admins').values(row).execute();
    expect(await signIn('target@example.com', 'the-right-password').catch(refused)).toBe('too_many_attempts');
    expect(await signIn(docent.adminEmail, docent.adminPassword)).toMatchObject({
      token: expect.any(String),
    });
  });
});
