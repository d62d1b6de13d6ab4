import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../platform/config.ts';
import { dyingModels, knownShutdown } from './known-shutdowns.ts';

const SOON = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
const dead = dyingModels.filter((model) => knownShutdown(model)!.date < SOON);

/** What people copy from, or get without choosing. */
const EXAMPLES = [
  'README.md',
  'SECURITY.md',
  '.env.example',
  'docker-compose.yml',
  'docs',
  'examples',
  'demo',
  'admin',
  'server/web',
];

test('no default and no example names a model that is dead within 90 days', () => {
  const { chat, embedding } = readConfig({ OPENAI_API_KEY: 'k' }).models;
  for (const model of [chat, embedding]) expect(dead).not.toContain(model);
  const files = execFileSync('git', ['ls-files', ...EXAMPLES], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.(md|example|yml|js|py|sh|tsx?|html)$/.test(file) && !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const named = readFileSync(file, 'utf8').match(/[\w.-]+/g) ?? [];
    // `o3` is short enough to be something else.
    const found = named.filter((word) => word.length > 2 && dead.includes(word.replace(/[.-]+$/, '')));
    expect(found, file).toEqual([]);
  }
});

test('snapshots and gateways name the same model', () => {
  for (const model of ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18', 'openai/gpt-4o-mini'])
    expect(knownShutdown(model)).toMatchObject({ date: '2027-01-14', replacement: 'gpt-6-luna' });
  expect(knownShutdown('claude-sonnet-4-5-20250929')).toMatchObject({ date: '2026-11-30' });
  for (const model of ['gpt-6-luna', 'gpt-5.4', 'llama3.2', 'gpt-4o-mini-tts'])
    expect(knownShutdown(model)).toBeUndefined();
});
