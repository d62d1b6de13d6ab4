import { z } from 'zod';

/** Least first; each role may do what the ones before it may. README's table says what that is. */
export const Role = z.enum(['viewer', 'analyst', 'admin', 'owner']);
export type Role = z.infer<typeof Role>;

/** Whether a role may do what needs another. */
export const reaches = (role: Role, needed: Role): boolean =>
  Role.options.indexOf(role) >= Role.options.indexOf(needed);
