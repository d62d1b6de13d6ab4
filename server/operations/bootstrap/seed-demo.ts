// The demo app's documents. Apart from the first start itself: secrets are shown as soon as they are in force.
import { readdir, readFile } from 'node:fs/promises';
import { findApp } from '../../../shared/tenancy/app.ts';
import type { Context } from '../../../shared/context.ts';
import { systemCallIn } from '../../call.ts';
import { uploadText } from '../../documents/upload-text.ts';

/** Names the setting that holds the demo app's id until its documents are in. */
export const SEED_PENDING = 'seed_pending';

const SEED = new URL('../../../db/seed/', import.meta.url);
const READY_WITHIN_MS = 20_000;

/** Uploads the demo documents if that is still to be done, and waits a while until they can be asked. */
export async function seedDemo(ctx: Context): Promise<void> {
  const pending = ctx.db.selectFrom('settings').select('value').where('name', '=', SEED_PENDING);
  const appId = (await pending.executeTakeFirst())?.value.toString();
  const app = appId && (await findApp(ctx, appId));
  if (app) {
    const call = systemCallIn(ctx, app);
    for (const name of await readdir(SEED))
      if (name.endsWith('.md'))
        await uploadText(call, { name, text: await readFile(new URL(name, SEED), 'utf8') });
    if (ctx.config.roles.has('worker')) await untilReady(ctx, app.appId);
  }
  if (appId) await ctx.db.deleteFrom('settings').where('name', '=', SEED_PENDING).execute();
}

/** Waits until the demo documents can be asked, so that the printed example works as soon as it is read. */
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
