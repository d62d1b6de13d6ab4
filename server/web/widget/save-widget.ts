import { sql } from 'kysely';
import type { WidgetSettings } from '../../../shared/contract/widget.ts';
import type { AppCall } from '../../call.ts';

/** Replaces the app's widget settings. Pages loaded from now on show them. */
export async function saveWidget({ db, app }: AppCall, widget: WidgetSettings) {
  const settings = JSON.stringify(widget);
  await db
    .insertInto('widget_settings')
    .values({ app_id: app.appId, settings })
    .onConflict((conflict) =>
      conflict.column('app_id').doUpdateSet({ settings, updated_at: sql`excluded.updated_at` }),
    )
    .execute();
  return { widget };
}
