// The demo as a first start leaves it: begun once for all suites, with each kind of models, which then take a copy of its database and its folder.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../db/connect.ts';
import { firstStart, type FirstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { startWorker } from '../worker/start-worker.ts';
import { testFolder, type Demo } from './database.ts';
import { until } from './until.ts';

export const PASSWORD = 'correct-horse-battery';

const folder = (demo: Demo) => join(testFolder(), demo);
const secrets = (demo: Demo) => join(testFolder(), `${demo}.json`);

/**
 * Begins on a migrated database, which is left open and still.
 * @param models where the models are, if not built in
 */
export async function seedTemplate(
  connection: Connection,
  demo: Demo,
  models: Record<string, string> = {},
): Promise<void> {
  mkdirSync(folder(demo));
  const config = readConfig({
    DATA_DIR: folder(demo),
    LOG_LEVEL: 'error',
    ADMIN_PASSWORD: PASSWORD,
    ...models,
  });
  const ctx = await createContext(config, { ...connection, close: async () => {} });
  const stopWorker = await startWorker(ctx);
  const begun = await firstStart(ctx);
  await seedDemo(ctx);
  // seedDemo gives up after a while, so that a slow machine starts; the suites need the documents.
  await until('the demo documents', async () => {
    const waiting = ctx.db.selectFrom('documents').select('document_id').where('status', '<>', 'ready');
    return !(await waiting.executeTakeFirst());
  });
  writeFileSync(secrets(demo), JSON.stringify(begun));
  ctx.stopping.abort();
  await ctx.close();
  await stopWorker();
}

/** A data folder of one's own, as that start left it. */
export function copySeeded(demo: Demo): { dataDir: string; begun: FirstStart } {
  const dataDir = mkdtempSync(join(testFolder(), 'data-'));
  cpSync(folder(demo), dataDir, { recursive: true });
  return { dataDir, begun: JSON.parse(readFileSync(secrets(demo), 'utf8')) };
}
