import { AppSettings, type RestoreSettings } from '../../../shared/contract/apps.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { readSettings } from '../../../shared/tenancy/sealed-settings.ts';
import type { AppCall } from '../../call.ts';
import { updateApp } from './update-app.ts';

/**
 * Saves the settings of an earlier version again, as a new version. Settings that it does not know stay.
 * @throws settings_version_not_found, and what saving settings throws: invalid_request, evaluation_gate
 */
export async function restoreSettings(call: AppCall, { version, despite_evaluation }: RestoreSettings) {
  const { app, db } = call;
  const row = await db
    .selectFrom('settings_versions')
    .select(['version', 'content'])
    .where('app_id', '=', app.appId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) return fail('settings_version_not_found');
  const settings = AppSettings.partial().parse(readSettings(app, row).settings);
  return updateApp(call, { app_id: app.appId, ...settings, despite_evaluation });
}
