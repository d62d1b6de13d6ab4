import { fail } from '../../../shared/platform/errors.ts';
import type { AdminCall } from '../../call.ts';
import { dropTotp } from './drop-totp.ts';

/** Turns off the second factor of somebody in the team who has lost their phone. @throws admin_not_found */
export async function resetTotp(call: AdminCall, { admin_id }: { admin_id: string }): Promise<void> {
  if (!(await dropTotp(call, admin_id))) fail('admin_not_found');
}
