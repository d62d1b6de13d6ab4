import { isDeepStrictEqual } from 'node:util';
import type { SettingsVersion } from '../../../shared/contract/settings-history.ts';
import { readSettings } from '../../../shared/tenancy/sealed-settings.ts';
import type { AppCall } from '../../call.ts';

/** A page of the versions of the app's settings, newest first. */
export async function listSettingsVersions(
  { app, db }: AppCall,
  { page, per_page }: { page: number; per_page: number },
) {
  const { total } = await db
    .selectFrom('settings_versions')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  // One more: what the last of the page differs from.
  const rows = await db
    .selectFrom('settings_versions')
    .selectAll()
    .where('app_id', '=', app.appId)
    .orderBy('version', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  const saved = rows.map((row) => readSettings(app, row));
  const versions = rows.slice(0, per_page).map((row, place): SettingsVersion => {
    const { settings, by } = saved[place]!;
    const before = saved[place + 1]?.settings;
    return {
      version: row.version,
      changed_at: row.changed_at.toISOString(),
      changed_by: by,
      changed: before ? differing(before, settings) : [],
      settings,
    };
  });
  return {
    versions,
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}

const differing = (one: Record<string, unknown>, other: Record<string, unknown>): string[] =>
  Object.keys(other).filter((name) => !isDeepStrictEqual(one[name], other[name]));
