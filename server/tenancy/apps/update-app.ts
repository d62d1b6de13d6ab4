import type { AppSettings } from '../../../shared/contract/apps.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import type { AppCall } from '../../call.ts';

/**
 * Changes the given settings. Takes effect on all processes within a second.
 * @throws invalid_request for a model that this server cannot call
 */
export async function updateApp(call: AppCall, settings: Partial<AppSettings> & { app_id: string }) {
  const { app_id, ...given } = settings;
  const named = [given.chat_model, given.fallback_model, given.rewrite_model].find(
    (model) => model && model !== BUILTIN_CHAT,
  );
  if (named && !call.config.models.server)
    fail(
      'invalid_request',
      `The model ${named} needs a model server. Set OPENAI_API_KEY or OPENAI_BASE_URL, or choose ${BUILTIN_CHAT}.`,
    );
  if (Object.keys(given).length > 0)
    await call.db.updateTable('apps').set(given).where('app_id', '=', call.app.appId).execute();
  return { app_id };
}
