import type { Limits } from '../../../shared/contract/keys.panel.ts';
import type { AppCall } from '../../call.ts';

/** Sets the limits for all keys of an app together. Takes effect on all processes within a second. */
export async function limitApp(call: AppCall, { limits }: { limits: Limits }) {
  await call.db.updateTable('apps').set(limits).where('app_id', '=', call.app.appId).execute();
  return { limits };
}
