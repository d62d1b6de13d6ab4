import { isDeepStrictEqual } from 'node:util';
import type { Selectable } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { AppsTable } from '../../../db/tables/apps.ts';
import { AppSettings } from '../../../shared/contract/apps.panel.ts';
import { sealSettings } from '../../../shared/tenancy/sealed-settings.ts';
import { actorIdOf, type AppCall } from '../../call.ts';

type Row = Selectable<AppsTable>;

/**
 * Writes what the settings say from now on, in the transaction that changes them. The first time also what they said
 * before. Nothing is written if nothing changed. The app must be locked.
 */
export async function keepVersion(call: AppCall, tx: Tx, before: Row, after: Row): Promise<void> {
  const { app, actor } = call;
  const [was, is] = [settingsOf(before), settingsOf(after)];
  if (isDeepStrictEqual(was, is)) return;
  const { newest } = await tx
    .selectFrom('settings_versions')
    .select(({ fn }) => fn.max('version').as('newest'))
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  const next = newest === null ? 2 : newest + 1;
  const by = actor.kind === 'admin' ? actor.email : null;
  const { appId: app_id } = app;
  await tx
    .insertInto('settings_versions')
    .values([
      ...(newest === null
        ? [
            {
              app_id,
              version: 1,
              content: sealSettings(app, 1, { settings: was, by: null }),
              changed_by: null,
              changed_at: before.created_at,
            },
          ]
        : []),
      {
        app_id,
        version: next,
        content: sealSettings(app, next, { settings: is, by }),
        changed_by: actorIdOf(actor),
      },
    ])
    .execute();
}

/** Settings have the names of their columns. Parsed, so that what is left out counts as its default. */
function settingsOf(row: Row): Partial<AppSettings> {
  const columns = Object.fromEntries(
    Object.keys(AppSettings.shape).map((name) => [name, row[name as keyof Row]]),
  );
  return AppSettings.partial().safeParse(columns).data ?? columns;
}
