// Without zod, for browsers: the pages need no more of the contract than this.

/** Least first; each role may do what the ones before it may. README's table says what that is. */
export const roles = ['viewer', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** Whether a role may do what needs another. */
export const reaches = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);
