import { verifyLog } from '../../../shared/security/audit/verify-chain.ts';
import type { AdminCall } from '../../call.ts';

/** Verifies the audit log against itself. Receipts can prove more from outside. */
export async function verifyAudit({ db, signing }: AdminCall) {
  const verdict = await verifyLog(db, signing.publicKey);
  return verdict.intact
    ? { intact: true, sequence: verdict.head.sequence, problem: null, hash: verdict.head.hash }
    : { intact: false, sequence: verdict.sequence, problem: verdict.problem, hash: null };
}
