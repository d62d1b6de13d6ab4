// The settings of an app as they were saved: who changed them, when, and what they said.
import { z } from 'zod';
import { AppSettings } from './apps.panel.ts';
import { Page, PageMeta, Timestamp } from './fields.ts';
import { operation } from './operation.ts';

export const SettingsVersion = z
  .object({
    version: z.int().describe('From 1. The newest is in use.'),
    changed_at: Timestamp,
    changed_by: z
      .string()
      .nullable()
      .describe('The admin who saved it; null: it was made by the service, or before the history began.'),
    changed: z.array(z.string()).describe('Names of the settings that differ from the version before.'),
    settings: AppSettings.partial(),
  })
  .meta({ id: 'SettingsVersion' });
export type SettingsVersion = z.infer<typeof SettingsVersion>;

export const settingsHistory = {
  listSettingsVersions: operation({
    id: 'listSettingsVersions',
    tag: 'Evaluations',
    summary: "List the versions of the app's settings, newest first",
    description:
      'Each time instructions or other settings of the app are saved, what they say from then on is a version. Without a change ' +
      'yet, the list is empty. The panel compares two and restores one.',
    method: 'get',
    path: '/settings-history',
    scope: 'evaluations:read',
    status: 200,
    input: z.object(Page),
    output: z.object({ versions: z.array(SettingsVersion), total: z.int(), meta: PageMeta }),
    errors: [],
  }),
};
