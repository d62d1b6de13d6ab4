// Keys of an app. Their secrets are told once, at creation.
import { panel } from '../../shared/contract/index.ts';
import { createKey } from '../keys/create-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { within } from './base.ts';

export const keys = {
  list: within('viewer').query(({ ctx }) => listKeys(ctx.call)),
  create: within('admin')
    .input(panel.createKey.input)
    .mutation(({ ctx, input }) => createKey(ctx.call, input)),
  revoke: within('admin')
    .input(panel.revokeKey.input)
    .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
};
