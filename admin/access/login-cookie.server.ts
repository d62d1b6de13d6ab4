// The panel's cookies: only its own actions begin and end a login in the browser.
import { parseCookie, stringifySetCookie } from 'cookie';
import { BROWSER_COOKIE, FLOW_COOKIE, LOGIN_COOKIE } from '../../shared/contract/admins.panel.ts';

const SECONDS = 12 * 3600;

const FLOW_SECONDS = 600;

const A_YEAR = 365 * 24 * 3600;

const cookie = (value: string, maxAge: number, secure: boolean, name = LOGIN_COOKIE): string =>
  stringifySetCookie({
    name,
    value,
    maxAge,
    secure,
    path: '/admin',
    httpOnly: true,
    sameSite: 'lax',
  });

export const setLoginCookie = (token: string, secure: boolean): string => cookie(token, SECONDS, secure);
export const dropLoginCookie = (secure: boolean): string => cookie('', 0, secure);

export const setBrowserCookie = (value: string, secure: boolean): string =>
  cookie(value, A_YEAR, secure, BROWSER_COOKIE);

/** An empty value removes it. */
export const setFlowCookie = (value: string, secure: boolean): string =>
  cookie(value, value ? FLOW_SECONDS : 0, secure, FLOW_COOKIE);

export const flowOf = (request: Request): string | undefined =>
  parseCookie(request.headers.get('Cookie') ?? '')[FLOW_COOKIE];

/** That somebody has signed in with this browser before, if so. */
export const browserOf = (request: Request): string | undefined =>
  parseCookie(request.headers.get('Cookie') ?? '')[BROWSER_COOKIE]?.slice(0, 200);

/** The token that the browser sent, if any. */
export const loginToken = (request: Request): string | undefined =>
  parseCookie(request.headers.get('Cookie') ?? '')[LOGIN_COOKIE];
