import { WidgetSettings } from '../../../shared/contract/widget.ts';
import type { AppCall } from '../../call.ts';

/** The app's settings; what was never set has its default. */
export async function getWidget({ db, app }: AppCall) {
  const row = await db
    .selectFrom('widget_settings')
    .select('settings')
    .where('app_id', '=', app.appId)
    .executeTakeFirst();
  return { widget: WidgetSettings.parse(row?.settings ?? {}) };
}
