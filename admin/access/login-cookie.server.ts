// Only the panel's own actions begin and end a login in the browser.
import { parseCookie, stringifySetCookie } from 'cookie';
import { LOGIN_COOKIE } from '../../shared/contract/admins.panel.ts';

const SECONDS = 12 * 3600;

const cookie = (value: string, maxAge: number, secure: boolean): string =>
  stringifySetCookie({
    name: LOGIN_COOKIE,
    value,
    maxAge,
    secure,
    path: '/admin',
    httpOnly: true,
    sameSite: 'lax',
  });

export const setLoginCookie = (token: string, secure: boolean): string => cookie(token, SECONDS, secure);
export const dropLoginCookie = (secure: boolean): string => cookie('', 0, secure);

/** The token that the browser sent, if any. */
export const loginToken = (request: Request): string | undefined =>
  parseCookie(request.headers.get('Cookie') ?? '')[LOGIN_COOKIE];
