// Keys of an app, and the limits of keys and app. Secrets are shown once, at creation.
import { panel } from '../../../shared/contract/index.ts';
import { getIdentity } from '../../access/identity/get-identity.ts';
import { removeIdentitySecret } from '../../access/identity/remove-identity-secret.ts';
import { renewIdentitySecret } from '../../access/identity/renew-identity-secret.ts';
import { allowOrigins } from '../../access/keys/allow-origins.ts';
import { createKey } from '../../access/keys/create-key.ts';
import { limitKey } from '../../access/keys/limit-key.ts';
import { listKeys } from '../../access/keys/list-keys.ts';
import { revokeKey } from '../../access/keys/revoke-key.ts';
import { rotateKey } from '../../access/keys/rotate-key.ts';
import { limitApp } from '../../access/limits/limit-app.ts';
import { within } from './base.ts';

export const keys = {
  list: within('viewer').query(({ ctx }) => listKeys(ctx.call)),
  create: within('admin')
    .input(panel.createKey.input)
    .mutation(({ ctx, input }) => createKey(ctx.call, input)),
  rotate: within('admin')
    .input(panel.rotateKey.input)
    .mutation(({ ctx, input }) => rotateKey(ctx.call, input)),
  limit: within('admin')
    .input(panel.updateKeyLimits.input)
    .mutation(({ ctx, input }) => limitKey(ctx.call, input)),
  allowOrigins: within('admin')
    .input(panel.allowOrigins.input)
    .mutation(({ ctx, input }) => allowOrigins(ctx.call, input)),
  revoke: within('admin')
    .input(panel.revokeKey.input)
    .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
};

export const identity = {
  get: within('viewer').query(({ ctx }) => getIdentity(ctx.call)),
  renew: within('admin').mutation(({ ctx }) => renewIdentitySecret(ctx.call)),
  remove: within('admin').mutation(({ ctx }) => removeIdentitySecret(ctx.call)),
};

export const limits = {
  get: within('viewer').query(({ ctx }) => ({ limits: ctx.call.app.limits })),
  set: within('admin')
    .input(panel.updateAppLimits.input)
    .mutation(({ ctx, input }) => limitApp(ctx.call, input)),
};
