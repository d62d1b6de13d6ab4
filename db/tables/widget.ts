import type { ColumnType, Generated } from 'kysely';

/** Appearance and texts of an app's widget; an app without a row has the defaults. */
export type WidgetSettingsTable = {
  app_id: string;
  settings: ColumnType<unknown, string, string>;
  updated_at: Generated<Date>;
};
