import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { welcome } from './welcome.ts';

let docent: Docent;
beforeAll(async () => void (docent = await startDocent()));
afterAll(() => docent.close());

/** What a later start prints with this embedding model. */
async function printedWith(embedding: string): Promise<string> {
  const { config } = docent.ctx;
  const lines: string[] = [];
  const ctx = { ...docent.ctx, config: { ...config, models: { ...config.models, embedding } } };
  await welcome(ctx, docent.url, (text) => lines.push(text));
  return lines.join('\n');
}

test('a model server that is configured later is named with the apps that do not use it yet', async () => {
  const own = docent.ctx.config.models.embedding;
  expect(await printedWith(own)).not.toContain('built-in embedding');
  const printed = await printedWith('bge-m3');
  expect(printed).toContain(
    'One app still searches with the built-in embedding. Switch to bge-m3 in the panel',
  );
  expect(printed).not.toContain('Shown only once');
});
