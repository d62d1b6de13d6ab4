// The audit log, read-only.
import { panel } from '../../../shared/contract/index.ts';
import { listActions } from '../../security/audit/list-actions.ts';
import { verifyAudit } from '../../security/audit/verify-audit.ts';
import { allow, seen } from './base.ts';

export const audit = {
  /** Members see what was done in their workspaces. */
  list: seen('admin')
    .input(panel.listAudit.input)
    .query(({ ctx, input }) => listActions(ctx.call, input)),
  verify: allow('admin').query(({ ctx }) => verifyAudit(ctx.call)),
};
