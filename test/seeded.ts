// The demo as a first start leaves it: begun once for all suites, which then take a copy of its database and its folder.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../db/connect.ts';
import { firstStart, type FirstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { startWorker } from '../worker/start-worker.ts';
import { testFolder } from './database.ts';

export const PASSWORD = 'correct-horse-battery';

const folder = () => join(testFolder(), 'seeded');
const secrets = () => join(testFolder(), 'seeded.json');

/** Begins on a migrated database, which is left open and still. */
export async function seedTemplate(connection: Connection): Promise<void> {
  mkdirSync(folder());
  const config = readConfig({ DATA_DIR: folder(), LOG_LEVEL: 'error', ADMIN_PASSWORD: PASSWORD });
  const ctx = await createContext(config, { ...connection, close: async () => {} });
  const stopWorker = await startWorker(ctx);
  const begun = await firstStart(ctx);
  await seedDemo(ctx);
  writeFileSync(secrets(), JSON.stringify(begun));
  ctx.stopping.abort();
  await ctx.close();
  await stopWorker();
}

/** A data folder of one's own, as that start left it. */
export function copySeeded(): { dataDir: string; begun: FirstStart } {
  const dataDir = mkdtempSync(join(testFolder(), 'data-'));
  cpSync(folder(), dataDir, { recursive: true });
  return { dataDir, begun: JSON.parse(readFileSync(secrets(), 'utf8')) };
}
