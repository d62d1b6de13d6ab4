import { panel } from '../../../shared/contract/index.ts';
import { editWidget } from '../../web/widget/edit-widget.ts';
import { saveWidget } from '../../web/widget/save-widget.ts';
import { within } from './base.ts';

export const widgetEditor = {
  get: within('viewer').query(({ ctx }) => editWidget(ctx.call)),
  save: within('admin')
    .input(panel.saveWidget.input)
    .mutation(({ ctx, input }) => saveWidget(ctx.call, input)),
};
