// Without zod: pages need it in the browser.

/** Documents, and tags, that a question of the playground can be restricted to. */
export const MOST_CHOSEN = 50;
