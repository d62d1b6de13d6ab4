// Follow-ups, changes of subject and what is not in the documents, with the built-in models: the dialogues of the
// benchmark, through the service.
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../test/harness.ts';
import { bearer, newAppWithKey, newKey } from '../../test/keys.ts';
import { until } from '../../test/until.ts';

const FOLDER = new URL('../../bench/dialogues/', import.meta.url);
let docent: Docent;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

test.each(readdirSync(FOLDER))('%s', async (file) => {
  const { name, text, dialogues } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  const { secret, appId } = await newAppWithKey(docent);
  let headers = bearer(secret);
  const ask = async (path: string, json: object) => (await docent.api(path, { json, headers })).json();
  await ask('/documents', { name, text });
  await until('the handbook', async () => {
    const { documents } = await (await docent.api('/documents', { headers })).json();
    return documents[0].status === 'ready';
  });
  // A key's app is remembered for a second, with the languages that it had then.
  headers = bearer((await newKey(docent, {}, appId)).secret);
  const wrong: Record<string, string[]> = { elliptical: [], change: [], absent: [] };
  for (const [kind, before, question, value] of dialogues) {
    const first = before && (await ask('/chat', { message: before, stream: false }));
    const answer = await ask('/chat', {
      message: question,
      stream: false,
      ...(first && { session_id: first.session_id }),
    });
    if (value === null ? answer.finish_reason !== 'no_context' : !answer.content.includes(value))
      wrong[kind]!.push(`${question} ${answer.content}`);
  }
  expect(wrong['elliptical']).toEqual([]);
  expect(wrong['change']!.length, wrong['change']!.join('\n')).toBeLessThanOrEqual(1);
  expect(wrong['absent']!.length, wrong['absent']!.join('\n')).toBeLessThanOrEqual(1);
});
