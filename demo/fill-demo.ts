// Realistic data for the panel: workspaces, apps, a team, documents in every state, a month of conversations.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { seeded } from '../bench/corpus.ts';
import { createAdmin } from '../server/access/admins/create-admin.ts';
import { inviteAdmin } from '../server/access/admins/invite-admin.ts';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { setBudget } from '../server/billing/budgets/set-budget.ts';
import { systemCall, systemCallIn, type AdminCall } from '../server/call.ts';
import { insertKey } from '../server/access/keys/insert-key.ts';
import { newSecret } from '../server/access/keys/secret.ts';
import { setPlan } from '../server/billing/plans/set-plan.ts';
import { createWorkspace } from '../server/tenancy/workspaces/create-workspace.ts';
import { findApp } from '../shared/tenancy/app.ts';
import { Scope, type CreateKey } from '../shared/contract/index.ts';
import { newId } from '../shared/platform/ids.ts';
import type { Context } from '../shared/context.ts';
import { EMBEDDING_DIMENSIONS } from '../test/model-server.ts';
import { issueInvoices } from '../worker/billing/issue-invoices.ts';
import { raiseNotices } from '../worker/billing/raise-notices.ts';
import { exchanges, script } from './conversations.ts';
import { addEvaluation } from './add-evaluation.ts';
import { addSource } from './add-source.ts';
import type { Things } from './list-pages.ts';
import { writeHistory } from './write-history.ts';

export const PASSWORD = 'correct-horse-battery';
/** A login that stops at a step, for the picture of that step. */
export const awaiting = { code: 'noor@harbor-pine.example', password: 'sam@harbor-pine.example' };

const fixture = (name: string) =>
  readFileSync(new URL(`../worker/documents/extract/fixtures/${name}`, import.meta.url));
const seed = (name: string) => readFileSync(new URL(`../db/seed/${name}`, import.meta.url), 'utf8');

/** Files of one app; the last two cannot be read and say why. */
const files: [name: string, content: string | Buffer][] = [
  ['returns-and-refunds.md', seed('returns-and-refunds.md')],
  ['outage-playbook.md', seed('outage-playbook.md')],
  ['remote-work-handbook.md', seed('remote-work-handbook.md')],
  ['betriebshandbuch-kaffeemuehle.pdf', fixture('handbook.pdf')],
  ['annual-report-2025.pdf', fixture('report.pdf')],
  ['how-to-choose-a-tent.html', fixture('article.html')],
  [
    'stores.csv',
    'store,city,opens,phone\nHarbor,Portland,9:00,503-555-0101\nPine,Seattle,10:00,206-555-0144\n',
  ],
  [
    'shipping-rates.json',
    JSON.stringify({ domestic: { standard: 5.95, express: 14.5 }, abroad: { standard: 24 } }),
  ],
  [
    'care-of-leather-boots.txt',
    'Brush off dry mud. Wash with lukewarm water, never in a machine. Wax them twice a year.',
  ],
  ['supplier-contract.pdf', fixture('encrypted.pdf')],
  ['old-catalogue-scan.pdf', fixture('scanned.pdf')],
];

const keys: CreateKey[] = [
  {
    name: 'Website chat',
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: ['https://www.harbor-pine.example'],
  },
  { name: 'Help desk backend', kind: 'secret', scopes: [...Scope.options], allowed_origins: [] },
  { name: 'Warehouse tablets', kind: 'secret', scopes: ['chat', 'documents:read'], allowed_origins: [] },
];

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** A switch to another embedding model that waits for a confirmation. */
async function prepareSwitch(call: Send): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'text-embedding-3-large', dimensions: EMBEDDING_DIMENSIONS });
  const { embedding_switch } = await (await call('/embedding/switches', { headers: json, body })).json();
  for (let status = ''; status !== 'ready';) {
    await sleep(200);
    const response = await call(`/embedding/switches/${embedding_switch.switch_id}`, { method: 'GET' });
    ({ status } = (await response.json()).embedding_switch);
  }
}

/** @returns ids for the pages' addresses */
export async function fillDemo(ctx: Context, url: string): Promise<Things> {
  const owner: AdminCall = {
    ...systemCall(ctx),
    actor: { kind: 'admin', adminId: newId('adm'), email: 'mira@harbor-pine.example', role: 'owner' },
    seen: null,
  };
  const { workspace } = await createWorkspace(owner, {
    name: 'Harbor & Pine',
    time_zone: 'America/Los_Angeles',
  });
  const { workspace: other } = await createWorkspace(owner, {
    name: 'Northwind Traders',
    time_zone: 'Europe/Berlin',
  });
  const random = seeded(3);
  const make = (workspaceId: string, name: string) => insertApp(ctx, ctx.db, { workspaceId, name });
  const main = await make(workspace.workspace_id, 'Help centre');
  const small = [
    await make(workspace.workspace_id, 'Staff handbook'),
    await make(other.workspace_id, 'Product manuals'),
    await make(other.workspace_id, 'Partner portal'),
  ];
  const secrets = await Promise.all(
    keys.map(async (key) => ({ ...(await give(ctx, main.app_id, key)), key })),
  );
  const { secret } = secrets.find(({ key }) => key.name === 'Help desk backend')!;
  const call = (path: string, init: RequestInit) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      ...init,
      headers: { authorization: `Bearer ${secret}`, ...init.headers },
    });

  const form = new FormData();
  for (const [name, content] of files) form.append('file', new Blob([content as BlobPart]), name);
  await call('/documents', { body: form });
  await read(ctx, main.app_id);

  await prepareSwitch(call);

  const shape = (at: Date) =>
    (at.getUTCDay() % 6 === 0 ? 0.35 : 1) * (0.35 + 0.65 * Math.sin((Math.PI * at.getUTCHours()) / 24) ** 2);
  // On the last day of a month, too, some of it is in the month before, for an invoice and for the figures of the time before.
  const history = { days: 44, exchanges, random, shape };
  await writeHistory(ctx, (await findApp(ctx, main.app_id))!, {
    ...history,
    sessions: 1_400,
    turns: 2,
    keyIds: secrets.map(({ keyId }) => keyId),
  });
  for (const [place, app] of small.entries()) {
    const { keyId } = await give(ctx, app.app_id, { ...keys[1]!, name: 'Backend' });
    await writeHistory(ctx, (await findApp(ctx, app.app_id))!, {
      ...history,
      sessions: 400 - 140 * place,
      turns: 1,
      keyIds: [keyId],
    });
  }

  const invoiceId = await bill(owner, workspace.workspace_id, main.app_id);

  let sessionId = '';
  for (const [place, { question }] of script.entries()) {
    const response = await call('/chat', {
      headers: { 'content-type': 'application/json' },
      // The first two are one conversation.
      body: JSON.stringify({
        message: question,
        end_user_id: `customer-${1040 + place}`,
        ...(place === 1 && { session_id: sessionId }),
      }),
    });
    const answer = (await response.json()) as { session_id: string; message_id: string };
    if (place === 0) sessionId = answer.session_id;
    if (place < 3)
      await call(`/messages/${answer.message_id}/feedback`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          place === 2 ? { rating: 'down', comment: 'Does this count weekends?' } : { rating: 'up' },
        ),
      });
  }
  await sql`insert into pgboss.job (name, data, source_name, policy, source_output, source_retry_count)
    values ('dead-letters', ${JSON.stringify({ app_id: main.app_id, blob_ids: [] })}::jsonb, 'delete-blobs', 'standard',
      '{"message": "The disk was full."}', 3)`.execute(ctx.db);

  const [adminId] = await Promise.all([
    createAdmin(ctx.db, { email: 'mira@harbor-pine.example', password: PASSWORD, role: 'admin' }),
    createAdmin(ctx.db, { email: 'jon@harbor-pine.example', password: PASSWORD, role: 'analyst' }),
    createAdmin(ctx.db, { email: awaiting.code, password: PASSWORD, role: 'viewer' }),
    createAdmin(ctx.db, {
      email: awaiting.password,
      password: PASSWORD,
      role: 'viewer',
      passwordChangeRequired: true,
    }),
  ]);
  await ctx.db
    .updateTable('admins')
    .set({ totp_confirmed_at: new Date(), totp_secret: Buffer.alloc(0) })
    .where('email', '=', awaiting.code)
    .execute();
  const customer = await createAdmin(ctx.db, {
    email: 'lee@harbor-pine.example',
    password: PASSWORD,
    role: null,
  });
  await ctx.db
    .insertInto('workspace_members')
    .values([
      { workspace_id: workspace.workspace_id, admin_id: customer, role: 'owner' },
      { workspace_id: workspace.workspace_id, admin_id: adminId, role: 'admin' },
    ])
    .execute();
  const { token: invitation } = await inviteAdmin(owner, {
    email: 'alex@harbor-pine.example',
    role: 'analyst',
  });
  const { document_id } = await ctx.db
    .selectFrom('documents')
    .select('document_id')
    .where('name', '=', 'outage-playbook.md')
    .where('app_id', '=', main.app_id)
    .executeTakeFirstOrThrow();
  const sourceId = await addSource(ctx.db, main.app_id, document_id);
  const { setId, runId } = await addEvaluation(
    ctx,
    main.app_id,
    'Shop and handbook',
    script.map(({ question, answer, word }, place) => ({
      question,
      answers: [
        place === 3 ? 'The sources do not say.' : answer.replace('[#]', '[1]'),
        answer.replace('[#]', '[1]'),
      ],
      passed: [place !== 3 && place !== 6, place !== 6],
      words: [word],
    })),
  );
  const { message_id: messageId } = await ctx.db
    .selectFrom('messages')
    .select('message_id')
    .where('session_id', '=', sessionId)
    .where('role', '=', 'assistant')
    .executeTakeFirstOrThrow();
  return {
    appId: main.app_id,
    workspaceId: workspace.workspace_id,
    documentId: document_id,
    sourceId,
    sessionId,
    messageId,
    setId,
    runId,
    adminId: adminId,
    invoiceId,
    invitation,
  };
}

/** Earlier months are invoiced, an app has a budget, and something needs attention. */
async function bill(owner: AdminCall, workspaceId: string, appId: string): Promise<string> {
  await sql`update workspaces set created_at = now() - interval '45 days'`.execute(owner.db);
  await setPlan(owner, { workspace_id: workspaceId, plan: 'pro' });
  const run = { payload: {}, signal: new AbortController().signal, last: true };
  await issueInvoices(owner, run);
  const app = (await findApp(owner, appId))!;
  await setBudget(systemCallIn(owner, app), { key_id: null, cap: '1', alert_percents: [50, 80, 100] });
  await raiseNotices(owner, run);
  const invoice = await owner.db
    .selectFrom('invoices')
    .select('invoice_id')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return invoice.invoice_id;
}

async function give(owner: Context, appId: string, key: CreateKey) {
  const secret = newSecret(key.kind);
  const { key_id } = await insertKey(owner, owner.db, appId, key, secret);
  return { keyId: key_id, secret };
}

async function read(owner: Context, appId: string): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ moving: number }>`select count(*)::integer as moving from documents
      where app_id = ${appId} and status not in ('ready', 'failed')`.execute(owner.db);
    if (rows[0]!.moving === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
