// Calls as the transports make them, for tests that call a use case directly.
import { systemCall, type AdminCall } from '../server/call.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/platform/ids.ts';

/** An owner acting on the whole installation. */
export const adminCall = (ctx: Context): AdminCall => ({
  ...systemCall(ctx),
  actor: { kind: 'admin', adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
  seen: null,
});
