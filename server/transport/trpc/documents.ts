// Documents for the panel, in addition to the public operations.
import { panel } from '../../../shared/contract/index.ts';
import { retryDocument } from '../../documents/retry-document.ts';
import { deleteDocuments } from '../../privacy/erasures/delete-documents.ts';
import { changeDocuments } from '../../documents/library/change-documents.ts';
import { listLibrary } from '../../documents/library/list-library.ts';
import { nameDocuments } from '../../documents/library/name-documents.ts';
import { offerDocuments } from '../../documents/library/offer-documents.ts';
import { readPassage } from '../../documents/library/read-passage.ts';
import { viewDocument } from '../../documents/library/view-document.ts';
import { within } from './base.ts';

export const library = {
  list: within('viewer')
    .input(panel.listLibrary.input)
    .query(({ ctx, input }) => listLibrary(ctx.call, input)),
  offer: within('viewer')
    .input(panel.offerDocuments.input)
    .query(({ ctx, input }) => offerDocuments(ctx.call, input)),
  named: within('viewer')
    .input(panel.nameDocuments.input)
    .query(({ ctx, input }) => nameDocuments(ctx.call, input)),
  view: within('viewer')
    .input(panel.viewDocument.input)
    .query(({ ctx, input }) => viewDocument(ctx.call, input)),
  passage: within('viewer')
    .input(panel.readPassage.input)
    .query(({ ctx, input }) => readPassage(ctx.call, input)),
  change: within('admin')
    .input(panel.changeDocuments.input)
    .mutation(({ ctx, input }) => changeDocuments(ctx.call, input)),
  delete: within('admin')
    .input(panel.deleteDocuments.input)
    .mutation(({ ctx, input }) => deleteDocuments(ctx.call, input)),
  retry: within('admin')
    .input(panel.retryDocument.input)
    .mutation(({ ctx, input }) => retryDocument(ctx.call, input)),
};
