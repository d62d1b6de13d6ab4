import { z } from 'zod';
import { WidgetSettings } from './widget.ts';
import { panelAction } from './action.panel.ts';
import { ListedKey } from './keys.panel.ts';

export const widget = {
  editWidget: panelAction(
    'query',
    z.object({}),
    z.object({
      widget: WidgetSettings,
      public_url: z.string(),
      keys: z.array(
        ListedKey.extend({
          asks_for_local_network: z
            .boolean()
            .describe(
              'Its pages are public and this server is private: browsers ask visitors for permission.',
            ),
        }),
      ),
    }),
  ),
  saveWidget: panelAction('mutation', WidgetSettings, z.object({ widget: WidgetSettings })),
};
