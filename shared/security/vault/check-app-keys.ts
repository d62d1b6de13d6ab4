import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';
import { ConfigError } from '../../platform/config.ts';
import type { AppKeys } from './app-keys.ts';

/**
 * Checks that APP_KEYS_DIR belongs to this database. Single files may be missing: those of erased apps in a restored
 * backup.
 * @throws ConfigError if it contains none of them
 */
export async function checkAppKeys(db: Db, folder: string, appKeys: AppKeys): Promise<void> {
  const apps = await db.selectFrom('apps').select('app_id').execute();
  if (apps.length === 0 || apps.some(({ app_id }) => appKeys.exists(app_id))) return;
  throw new ConfigError(
    `APP_KEYS_DIR (${folder}) contains no key of this database's ${apps.length} apps. Set it to the right folder, ` +
      'or restore that folder. Nothing was changed',
  );
}

/** Reads the keys of apps that are being rotated. @returns the database's time before it was read */
export async function readRotatingKeys(db: Db, appKeys: AppKeys): Promise<string> {
  const { rows } = await sql<{ at: string }>`select now()::text as at`.execute(db);
  const known = appKeys.rotating();
  const apps = await db
    .selectFrom('apps')
    .select(['app_id', 'wrapped_key', 'key_version', 'other_wrapped_key', 'other_key_version'])
    .where((eb) =>
      eb.or([
        eb('other_wrapped_key', 'is not', null),
        ...(known.length > 0 ? [eb('app_id', 'in', known)] : []),
      ]),
    )
    .execute();
  for (const app of apps) if (appKeys.exists(app.app_id)) appKeys.open(app);
  return rows[0]!.at;
}
