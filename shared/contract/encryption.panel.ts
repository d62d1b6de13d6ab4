import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { AppId } from './apps.panel.ts';
import { panelAction } from './action.panel.ts';

const AppKey = z.object({
  app_id: z.string(),
  name: z.string(),
  version: z.int(),
  /** Since when it is in use. */
  since: Timestamp,
  /** During a rotation. `total` is null until it is known. */
  rotation: z.object({ done: z.int(), total: z.int().nullable() }).nullable(),
  /** The app's secret file is not in APP_KEYS_DIR: its sealed data cannot be read. */
  lost: z.boolean(),
});
type AppKey = z.infer<typeof AppKey>;

export const encryption = {
  getEncryption: panelAction(
    'query',
    z.object({}),
    z.object({
      master: z.object({
        version: z.int(),
        since: Timestamp.nullable(),
        /** MASTER_KEY is set in the environment: rotate it with the command. */
        in_environment: z.boolean(),
      }),
      /** Apps being rotated first, then by age of the key. */
      apps: z.array(AppKey),
      more: z.boolean(),
    }),
  ),
  rotateMasterKey: panelAction('mutation', z.object({}), z.object({ version: z.int() })),
  rotateAppKey: panelAction('mutation', z.object({ app_id: AppId }), z.object({ version: z.int() })),
};
