import type { AppSettings } from '../../../shared/contract/apps.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import type { AppCall } from '../../call.ts';

/**
 * Changes the settings that are given; in force everywhere within a second, as keys remember their app that long.
 * @throws invalid_request for a model that this server could not ask
 */
export async function updateApp(call: AppCall, settings: Partial<AppSettings> & { app_id: string }) {
  const { app_id, ...given } = settings;
  const { chat_model } = given;
  if (chat_model && chat_model !== BUILTIN_CHAT && !call.config.models.server)
    fail(
      'invalid_request',
      `The model ${chat_model} needs a model server, and this installation has none: set OPENAI_API_KEY or OPENAI_BASE_URL, or choose ${BUILTIN_CHAT}.`,
    );
  if (Object.keys(given).length > 0)
    await call.db.updateTable('apps').set(given).where('app_id', '=', call.app.appId).execute();
  return { app_id };
}
