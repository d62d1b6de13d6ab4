// Uploads the demo documents. Separate from the first start, so that secrets are shown as soon as they are valid.
import { readdir, readFile } from 'node:fs/promises';
import { findApp } from '../../../shared/tenancy/app.ts';
import type { Context } from '../../../shared/context.ts';
import { systemCallIn } from '../../call.ts';
import { uploadText } from '../../documents/upload-text.ts';

/** Name of the setting that holds the demo app's id until its documents are ingested. */
export const SEED_PENDING = 'seed_pending';

const SEED = new URL('../../../db/seed/', import.meta.url);
const READY_WITHIN_MS = 20_000;

/** The names of the demo documents. */
export const listDemoDocuments = async (): Promise<string[]> =>
  (await readdir(SEED)).filter((name) => name.endsWith('.md'));

/** Uploads the demo documents if that was not done yet, and waits a while until they are ready. */
export async function seedDemo(ctx: Context): Promise<void> {
  const pending = ctx.db.selectFrom('settings').select('value').where('name', '=', SEED_PENDING);
  const appId = (await pending.executeTakeFirst())?.value.toString();
  const app = appId && (await findApp(ctx, appId));
  if (app) {
    const call = systemCallIn(ctx, app);
    for (const name of await listDemoDocuments())
      await uploadText(call, { name, text: await readFile(new URL(name, SEED), 'utf8') });
    if (ctx.config.roles.has('worker')) await untilReady(ctx, app.appId);
  }
  if (appId) await ctx.db.deleteFrom('settings').where('name', '=', SEED_PENDING).execute();
}

/** Waits until the demo documents are ready, so that the printed example works at once. */
async function untilReady({ db, stopping }: Context, appId: string): Promise<void> {
  const give_up = Date.now() + READY_WITHIN_MS;
  while (Date.now() < give_up && !stopping.signal.aborted) {
    const waiting = await db
      .selectFrom('documents')
      .select('document_id')
      .where('app_id', '=', appId)
      .where('status', 'not in', ['ready', 'failed'])
      .executeTakeFirst();
    if (!waiting) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
