import type { ColumnType, Generated } from 'kysely';

/** How an app's widget looks and what it says; an app without a row has the defaults. */
export type WidgetSettingsTable = {
  app_id: string;
  settings: ColumnType<unknown, string, string>;
  updated_at: Generated<Date>;
};
