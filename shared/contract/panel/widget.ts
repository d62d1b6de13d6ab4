import { z } from 'zod';
import { WidgetSettings } from '../widget.ts';
import { panelAction } from './action.ts';

export const widget = {
  saveWidget: panelAction('mutation', WidgetSettings, z.object({ widget: WidgetSettings })),
};
