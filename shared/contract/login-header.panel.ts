// Without zod: pages need it in the browser.

/** A response to the panel has it if the login that came with the request has ended. */
export const LOGIN_ENDED = 'X-Docent-Login-Ended';
