import { WidgetSettings } from '../../../shared/contract/widget.ts';
import type { AppCall } from '../../call.ts';

/** The app's widget settings, with defaults. */
export async function getWidget({ db, app }: AppCall) {
  const row = await db
    .selectFrom('widget_settings')
    .select('settings')
    .where('app_id', '=', app.appId)
    .executeTakeFirst();
  return { widget: WidgetSettings.parse(row?.settings ?? {}), handover: app.handover };
}
