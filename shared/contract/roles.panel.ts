// Without zod: this is all of the contract that pages need in the browser.

/** From least to most: each role can do what the ones before it can. docs/panel.md explains them. */
export const roles = ['viewer', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** Whether a role includes another. */
export const reaches = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);
