// The cookie of server/transport/panel/session-cookie.ts, written; only the panel's own actions begin and end a session.
import type { SESSION_COOKIE } from '../../server/transport/panel/session-cookie.ts';

const name: typeof SESSION_COOKIE = 'docent_admin';
const HOURS = 12;

const write = (value: string, seconds: number, secure: boolean) =>
  `${name}=${value}; Path=/admin; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`;

export const beginSession = (token: string, secure: boolean): string => write(token, HOURS * 3600, secure);
export const endSession = (secure: boolean): string => write('', 0, secure);

/** The token from the request's cookie, if any. */
export const sessionToken = (request: Request): string | undefined =>
  request.headers.get('Cookie')?.match(new RegExp(`(?:^|;\\s*)${name}=([^;]*)`))?.[1];
