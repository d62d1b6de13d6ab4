// The docent command, as a process of its own against a running server.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from './harness.ts';

const command = fileURLToPath(new URL('../docent.js', import.meta.url));
let docent: Docent;
let folder: string;
beforeAll(async () => {
  docent = await startDocent();
  folder = mkdtempSync(join(tmpdir(), 'docent-command-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await docent.close();
});

type Ended = { code: number; stdout: string; stderr: string };
const run = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, DOCENT_URL: docent.url, DOCENT_KEY: docent.apiKey };
    execFile(process.execPath, [command, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
const json = async (...words: string[]) => JSON.parse((await run('--json', ...words)).stdout);

const write = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

test('a folder is uploaded and asked; what is no document is said, and the exit code too', async () => {
  write('files/rules/kiln.md', '# Kiln\n\nThe kiln is fired on Thursdays at 1,060 degrees.');
  write('files/.hidden.md', 'Nobody sends this.');
  write('files/tool.exe', 'Nor this.');
  const good = await run('upload', join(folder, 'files'));
  expect(good).toMatchObject({ code: 0, stdout: '1 of 1 file uploaded.\n' });
  const bad = await run(
    'upload',
    write('old.doc', Buffer.from('d0cf11e0a1b11ae1'.padEnd(2_048, '0'), 'hex')),
  );
  expect(bad.code).toBe(1);
  expect(bad.stderr).toMatch(/^old\.doc: refused\. .*docx/);

  const asked = await run('ask', 'When', 'is', 'the', 'kiln', 'fired?');
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain('Thursdays');
  expect(asked.stdout).toContain('[1] kiln.md');
  const session = /--session (sess_\w+)/.exec(asked.stdout)![1]!;
  expect((await run('sessions', session)).stdout).toContain('> When is the kiln fired?');
  expect(await json('sessions', '--feedback', 'down')).toEqual([]);
  expect((await json('ask', 'When is the kiln fired?')).citations[0].document_name).toBe('kiln.md');
  expect((await json('search', 'kiln', '--top', '1'))[0].document_name).toBe('kiln.md');
  expect((await run('usage', '--by', 'model')).stdout).toMatch(/builtin-extractive +\d+/);
});

test('a folder is kept in step: added, replaced, removed; what is the same is not sent', async () => {
  const shop = join(folder, 'shop');
  write('shop/hours.md', 'The shop opens at nine.');
  write('shop/fees.md', 'A parcel costs four euros.');
  const sync = (...more: string[]) => json('sync', shop, '--name', 'shop', ...more);
  expect(await sync('--dry-run')).toEqual({ added: 2, replaced: 0, removed: 0, unchanged: 0 });
  expect(await sync()).toMatchObject({ added: 2, replaced: 0, removed: 0, unchanged: 0 });
  write('shop/hours.md', 'The shop opens at ten.');
  rmSync(join(shop, 'fees.md'));
  write('shop/pets.md', 'Dogs may come in.');
  expect(await sync()).toMatchObject({ added: 1, replaced: 1, removed: 1, unchanged: 0 });
  expect(await sync()).toMatchObject({ added: 0, replaced: 0, removed: 0, unchanged: 2 });
  expect((await run('ask', 'When does the shop open?')).stdout).toContain('ten');
  const { documents } = await (await docent.api('/documents?per_page=100')).json();
  const names = documents.map(({ name }: { name: string }) => name);
  expect(names).not.toContain('fees.md');
  expect(names.filter((name: string) => name === 'hours.md')).toHaveLength(1);
  // A file under a new name that cannot be read takes nothing away.
  rmSync(join(shop, 'pets.md'));
  write('shop/pets.pdf', 'This is no PDF, and nothing else: \u0000\u0001');
  const broken = await run('--json', 'sync', shop, '--name', 'shop');
  expect([broken.code, JSON.parse(broken.stdout).removed]).toEqual([1, 0]);
  expect(broken.stderr).toContain('Nothing was removed');
  rmSync(shop, { recursive: true });
  mkdirSync(shop);
  const empty = await run('sync', shop, '--name', 'shop');
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('--allow-empty')]);
});

test('a session is erased, and its receipt can be checked', async () => {
  const { session_id } = await (
    await docent.api('/chat', { json: { message: 'Who is called first?' } })
  ).json();
  const receipt = join(folder, 'receipt.json');
  expect((await run('erase', '--session', session_id)).code).toBe(2);
  const erased = await run('erase', '--session', session_id, '--yes', '--receipt', receipt);
  expect(erased).toMatchObject({ code: 0, stdout: `Erased. The receipt is in ${receipt}.\n` });
  const keys = join(folder, 'keys.json');
  writeFileSync(keys, await (await docent.api('/signing-keys')).text());
  const verified = await run('verify-receipt', receipt, '--key', keys, '--subject', session_id);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^Genuine: session erased/)]);
  writeFileSync(
    receipt,
    readFileSync(receipt, 'utf8').replace(/"requested_at": "\d+/, '"requested_at": "2001'),
  );
  expect((await run('verify-receipt', receipt, '--key', keys)).code).toBe(1);
});

test('a set of questions is run, and too few that pass are a failure', async () => {
  const { evaluation_set } = await (
    await docent.api('/evaluation-sets', { json: { name: 'Handbook' } })
  ).json();
  const questions = [{ question: 'Who is called first in an outage?', expected_words: ['on-call engineer'] }];
  const added = await docent.api(`/evaluation-sets/${evaluation_set.set_id}/questions`, {
    json: { questions },
  });
  expect(added.status).toBe(200);
  expect((await run('eval')).stdout).toMatch(/Handbook +1/);
  const good = await run('eval', 'Handbook', '--fail-below', '1');
  expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('passed: 1')]);
  expect((await run('eval', 'Handbook', '--fail-below', '2')).code).toBe(1);
});

test('what is wrong is said in a line, with an exit code of its own', async () => {
  const unknown = await run('uplaod', 'x');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean upload?')]);
  const missing = await run('upload', join(folder, 'nowhere.md'));
  expect([missing.code, missing.stderr.split('\n')]).toEqual([
    1,
    [expect.stringContaining('nowhere.md'), ''],
  ]);
  const refused = await run('--key', 'sk_wrong', 'usage');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^error: /)]);
  expect((await run('completion')).stdout).toContain('complete -o default -F _docent docent');
});
