// However much there is, a page of the panel stays small: one that is not keeps everybody's answers waiting while it is
// rendered.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEvaluation } from '../demo/add-evaluation.ts';
import { addSource } from '../demo/add-source.ts';
import { listPages } from '../demo/list-pages.ts';
import { LOGIN_COOKIE } from '../shared/contract/admins.panel.ts';
import { sealContent, sealExcerpt } from '../shared/chat/sealed-message.ts';
import { newId } from '../shared/platform/ids.ts';
import { findApp, type App } from '../shared/tenancy/app.ts';
import { startDocent, type Docent } from '../test/harness.ts';
import { demoAppId, newKey } from '../test/keys.ts';
import { spendDaily } from '../test/ledger.ts';
import { until } from '../test/until.ts';
import { issueInvoices } from '../worker/billing/issue-invoices.ts';

const MOST_BYTES = 300_000;
const TURNS = 1_000;
let docent: Docent;
let cookie: string;
let app: App;
let sessionId: string;
let longSessionId: string;
let pages: string[];

beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) });
  const { db } = docent.ctx;
  app = (await findApp(docent.ctx, await demoAppId(docent)))!;
  const signIn = await fetch(`${docent.url}/admin/api/session.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: docent.url },
    body: JSON.stringify({ email: docent.adminEmail, password: docent.adminPassword }),
  });
  cookie = `${LOGIN_COOKIE}=${(await signIn.json()).result.data.token}`;
  const text = Array.from(
    { length: 6_000 },
    (_, n) => `Paragraph ${n} speaks of outages and their ends.\n\n`,
  ).join('');
  const { documents } = await (await docent.api('/documents', { json: { name: 'long.md', text } })).json();
  const documentId: string = documents[0].document_id;
  await until('the document', async () => {
    const { document } = await (await docent.api(`/documents/${documentId}`)).json();
    return document.status === 'ready';
  });
  sessionId = await converse(
    documentId,
    TURNS,
    'An answer with its sources [1], and [2], and [3]. '.repeat(12),
  );
  longSessionId = await converse(documentId, 4, 'A very long answer. '.repeat(40_000));
  const { key_id } = await db.selectFrom('keys').select('key_id').executeTakeFirstOrThrow();
  await sql`update workspaces set created_at = now() - interval '65 days'`.execute(db);
  await spendDaily(db, app.appId, key_id);
  await issueInvoices(docent.ctx, { payload: {}, signal: new AbortController().signal, last: true });
  for (let n = 0; n < 60; n++) await newKey(docent, { name: `Key ${n}` });
  const one = async (table: 'workspaces' | 'admins' | 'invoices', id: string): Promise<string> =>
    ((await db.selectFrom(table).selectAll().executeTakeFirstOrThrow()) as never)[id];
  const member = {
    workspace_id: await one('workspaces', 'workspace_id'),
    admin_id: await one('admins', 'admin_id'),
  };
  await db
    .insertInto('workspace_members')
    .values({ ...member, role: 'owner' })
    .execute();
  const { setId, runId } = await addEvaluation(
    docent.ctx,
    app.appId,
    'Large',
    Array.from({ length: 60 }, (_, n) => ({
      question: `Question ${n}? ${'Why so? '.repeat(100)}`,
      answers: ['A long answer. '.repeat(2_000), 'Another long answer. '.repeat(2_000)],
      passed: [n % 2 === 0, true],
      words: ['long', 'answer'],
    })),
  );
  const answer = await db
    .selectFrom('messages')
    .select('message_id')
    .where('session_id', '=', sessionId)
    .where('role', '=', 'assistant')
    .executeTakeFirst();
  pages = listPages({
    appId: app.appId,
    workspaceId: member.workspace_id,
    adminId: member.admin_id,
    invoiceId: await one('invoices', 'invoice_id'),
    documentId,
    sourceId: await addSource(db, app.appId, documentId),
    sessionId,
    messageId: answer!.message_id,
    setId,
    runId,
  })
    .filter(({ login, name }) => !login && name !== 'missing')
    .map(({ path }) => path);
});
afterAll(() => docent.close());

/** Writes a conversation as the chat would have. */
async function converse(document_id: string, turns: number, answer: string): Promise<string> {
  const { db } = docent.ctx;
  const session_id = newId('sess');
  const inApp = { app_id: app.appId };
  await db
    .insertInto('sessions')
    .values({ ...inApp, session_id })
    .execute();
  for (let done = 0; done < turns; done += 100) {
    const messages = Array.from({ length: Math.min(100, turns - done) * 2 }, (_, n) => {
      const message_id = newId('msg');
      const isAnswer = n % 2 === 1;
      return {
        ...inApp,
        session_id,
        message_id,
        role: isAnswer ? ('assistant' as const) : ('user' as const),
        status: 'complete' as const,
        content: sealContent(app, message_id, isAnswer ? answer : `Question ${done + n / 2}?`),
        model: isAnswer ? 'gpt-4o-mini' : null,
        input_tokens: isAnswer ? 800 : null,
        output_tokens: isAnswer ? 90 : null,
        cost: isAnswer ? '0.0001' : null,
      };
    });
    await db.insertInto('messages').values(messages).execute();
    const citations = messages
      .filter(({ role }) => role === 'assistant')
      .flatMap(({ message_id }) =>
        [1, 2, 3].map((index) => ({
          ...inApp,
          message_id,
          index,
          document_id,
          chunk_id: newId('chk'),
          page: null,
          span_start: 0,
          span_end: 48,
          excerpt: sealExcerpt(app, message_id, {
            index,
            document_id,
            document_name: 'long.md',
            title: null,
            source_url: null,
            headings: [],
            page: null,
            ocr: false,
            curated: false,
            start: 0,
            end: 48,
            quote: 'Paragraph 0 speaks of outages and their ends.',
          }),
        })),
      );
    await db.insertInto('citations').values(citations).execute();
  }
  return session_id;
}

const open = async (path: string): Promise<string> => {
  const response = await fetch(`${docent.url}/admin${path}`, { headers: { cookie } });
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
};

test('every page of the panel is at most 300 kB, also with a long conversation and document', async () => {
  const sizes: Record<string, number> = {};
  for (const path of [...pages, `/apps/${app.appId}/conversations/${longSessionId}`])
    sizes[path] = Buffer.byteLength(await open(path));
  expect(Object.entries(sizes).filter(([, bytes]) => bytes > MOST_BYTES)).toEqual([]);
});

test('a long conversation is read page by page, the last first, and exported whole', async () => {
  const base = `/apps/${app.appId}/conversations/${sessionId}`;
  const seen: number[] = [];
  let visited = 0;
  for (let path: string | undefined = base; path && visited < 3; visited++) {
    const html = await open(path);
    const questions = [...html.matchAll(/class="said">Question (\d+)\?/g)].map(([, n]) => Number(n));
    expect(questions.length).toBeGreaterThan(20);
    seen.unshift(...questions);
    path = /\?before=msg_\w+/.exec(html)?.[0].replace(/^/, base);
  }
  expect(seen.at(-1)).toBe(TURNS - 1);
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, n) => TURNS - seen.length + n));
  const exported = JSON.parse(await open(`${base}/export`));
  expect(exported.session.messages).toHaveLength(2 * TURNS);
  expect(exported.session.messages[0].content).toBe('Question 0?');
});

test('the API pages the same way, and a full session takes no more questions', async () => {
  const get = async (query: string) => (await docent.api(`/sessions/${sessionId}${query}`)).json();
  const last = await get('');
  expect(last.session).toMatchObject({ message_count: 2 * TURNS, unpriced_answers: 0 });
  expect(last.session.cost).toBeCloseTo(TURNS * 0.0001, 8);
  expect(last.session.messages).toHaveLength(200);
  expect(last.older).toBe(last.session.messages[0].message_id);
  const earlier = await get(`?before=${last.older}&limit=3`);
  expect(earlier.session.messages.map(({ content }: any) => content.slice(0, 12))).toEqual([
    'An answer wi',
    `Question ${TURNS - 101}`,
    'An answer wi',
  ]);
  const long = await (await docent.api(`/sessions/${longSessionId}`)).json();
  expect(long.session.messages.length).toBeLessThan(8);
  expect(long.older).not.toBeNull();

  const full = await docent.api('/chat', { json: { message: 'And now?', session_id: sessionId } });
  expect([full.status, (await full.json()).error.code]).toEqual([409, 'session_full']);
});
