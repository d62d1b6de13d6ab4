/** The cookie with an admin's session token: path /admin, HttpOnly, SameSite=Lax. */
export const SESSION_COOKIE = 'docent_admin';

/** A cookie's value from the Cookie header. */
export const readCookie = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];
