import { fail } from '../../../shared/platform/errors.ts';
import type { AdminCall } from '../../call.ts';
import { dropTotp } from './drop-totp.ts';

/** Turns off two-step sign-in of a team member who has lost their phone. @throws admin_not_found */
export async function resetTotp(call: AdminCall, { admin_id }: { admin_id: string }): Promise<void> {
  if (!(await dropTotp(call, admin_id))) fail('admin_not_found');
}
