import { reaches, type Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** @throws missing_role if the admin's role is too low */
export function requireRole({ role }: { role: Role }, needed: Role): void {
  if (!reaches(role, needed))
    fail('missing_role', `This requires the role ${needed} or higher. Your role is ${role}.`);
}
