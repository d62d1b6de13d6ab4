import { panel } from '../../shared/contract/index.ts';
import { saveWidget } from '../widget/save-widget.ts';
import { within } from './base.ts';

export const widgetEditor = {
  save: within('admin')
    .input(panel.saveWidget.input)
    .mutation(({ ctx, input }) => saveWidget(ctx.call, input)),
};
