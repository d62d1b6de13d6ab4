import { verifyLog } from '../../../shared/security/audit/verify-chain.ts';
import type { AdminCall } from '../../call.ts';

/** Whether the audit log is whole and unchanged, as far as this server can tell: receipts tell it from outside. */
export async function verifyAudit({ db, signing }: AdminCall) {
  const verdict = await verifyLog(db, signing.publicKey);
  return verdict.intact
    ? { intact: true, sequence: verdict.head.sequence, problem: null, hash: verdict.head.hash }
    : { intact: false, sequence: verdict.sequence, problem: verdict.problem, hash: null };
}
