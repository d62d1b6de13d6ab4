import { parseCookie } from 'cookie';
import { LOGIN_COOKIE } from '../../../shared/contract/admins.panel.ts';

/** The token of a login, out of the Cookie header. */
export const loginToken = (header: string | undefined): string | undefined =>
  parseCookie(header ?? '')[LOGIN_COOKIE];
