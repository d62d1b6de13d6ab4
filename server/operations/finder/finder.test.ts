// What Ctrl-K finds in the panel: a few of each kind, by the role's rights.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, demoAppId, newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { MOST_FOUND } from '../../../shared/contract/finder.panel.ts';
import type { Membership, Role } from '../../../shared/contract/index.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
let app_id: string;
let other: TestKey;
let session_id: string;
const as = (role: Role | null, workspaces: Membership[] = []) =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: `${role}@example.com`, role, workspaces },
    requestId: newId('req'),
    signal: new AbortController().signal,
  }).finder;

beforeAll(async () => {
  docent = await startDocent();
  app_id = await demoAppId(docent);
  other = await newAppWithKey(docent);
  const answer = await docent.api('/chat', { json: { message: 'Who is called first in an outage?' } });
  ({ session_id } = await answer.json());
  for (let number = 0; number < MOST_FOUND + 2; number++) {
    const json = { name: `100%_plan-${number}.txt`, text: `The plan number ${number}.` };
    await docent.api('/documents', { json, headers: bearer(other.secret) });
  }
});
afterAll(() => docent.close());

test('documents are found in every app by a part of their name, those of the open app first, a few at most', async () => {
  const { documents } = await as('viewer').find({ words: 'OUTAGE' });
  expect(documents).toMatchObject([{ app_id, app: 'Demo', name: 'outage-playbook.md' }]);
  const { documents: plans } = await as('viewer').find({ words: '%_plan' });
  expect(plans).toHaveLength(MOST_FOUND);
  expect(plans.every((one) => one.app_id === other.appId)).toBe(true);
  const { documents: first } = await as('viewer').find({ words: 'pla', app_id });
  expect(first[0]!.app_id).toBe(app_id);
  const { document_id } = documents[0]!;
  expect((await as('viewer').find({ words: document_id })).documents).toHaveLength(1);
});

test('keys are found by name and prefix, apps by name; revoked keys and archived apps are not', async () => {
  const prefix = other.secret.slice(0, 8);
  const found = await as('viewer').find({ words: prefix });
  expect(found.keys).toMatchObject([{ app_id: other.appId, key_id: other.keyId, prefix }]);
  expect(JSON.stringify(found)).not.toContain(other.secret);
  expect((await as('viewer').find({ words: '' })).apps.length).toBeGreaterThan(1);
  expect((await as('viewer').find({ words: 'demo' })).apps).toMatchObject([{ app_id, name: 'Demo' }]);
  await docent.ctx.db
    .updateTable('apps')
    .set({ archived_at: new Date() })
    .where('app_id', '=', other.appId)
    .execute();
  expect(await as('owner').find({ words: prefix })).toMatchObject({ keys: [], documents: [] });
  expect((await as('owner').find({ words: other.appId })).apps).toEqual([]);
  await docent.ctx.db
    .updateTable('apps')
    .set({ archived_at: null })
    .where('app_id', '=', other.appId)
    .execute();
});

test('conversations are found by id anywhere, by words in the open app, and by nobody who may not read them', async () => {
  expect((await as('analyst').find({ words: session_id })).conversations).toMatchObject([
    { app_id, session_id, preview: expect.stringContaining('on-call engineer') },
  ]);
  expect((await as('analyst').find({ words: 'On-Call', app_id })).conversations).toMatchObject([
    { session_id },
  ]);
  expect((await as('analyst').find({ words: 'On-Call', app_id: other.appId })).conversations).toEqual([]);
  expect((await as('analyst').find({ words: 'On-Call' })).conversations).toEqual([]);
  for (const words of [session_id, 'on-call'])
    expect((await as('viewer').find({ words, app_id })).conversations).toEqual([]);
});

test('a member of a workspace finds nothing beyond it, and conversations only where their role reads them', async () => {
  const { workspace_id } = await docent.ctx.db
    .selectFrom('apps')
    .select('workspace_id')
    .where('app_id', '=', app_id)
    .executeTakeFirstOrThrow();
  const foreign = newId('wsp');
  const finds = async (who: ReturnType<typeof as>, words: string) => {
    const { here, ...found } = await who.find({ words, app_id });
    return { here: here?.name ?? null, count: Object.values(found).flat().length };
  };
  for (const words of ['', 'demo', 'outage', 'plan', other.secret.slice(0, 8), session_id, other.appId]) {
    const nobody = as(null, [{ workspace_id: foreign, role: 'owner' }]);
    expect(await finds(nobody, words), words).toEqual({ here: null, count: 0 });
    expect(await finds(as(null), words), words).toEqual({ here: null, count: 0 });
  }
  const analyst = as(null, [{ workspace_id, role: 'analyst' }]);
  expect(await finds(analyst, 'outage-playbook')).toEqual({ here: 'Demo', count: 1 });
  expect((await analyst.find({ words: session_id })).conversations).toHaveLength(1);
  const viewer = as(null, [
    { workspace_id, role: 'viewer' },
    { workspace_id: foreign, role: 'owner' },
  ]);
  expect((await viewer.find({ words: session_id })).conversations).toEqual([]);
  expect((await viewer.find({ words: 'outage-playbook' })).documents).toHaveLength(1);
});
