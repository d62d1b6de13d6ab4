import type { ActionFunctionArgs } from '@remix-run/node';
import { browserOf, setBrowserCookie, setLoginCookie } from './login-cookie.server.ts';

/** Signs in with e-mail and password: the next step, and the cookies that it needs. @throws if it is refused */
export async function passwordLogin(
  { request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>,
  text: (name: string) => string,
) {
  const { token, stage, browser } = await context.api.session.signIn({
    email: text('email'),
    password: text('password'),
    browser: browserOf(request),
  });
  const headers = new Headers({ 'Set-Cookie': setLoginCookie(token, context.secure) });
  headers.append('Set-Cookie', setBrowserCookie(browser, context.secure));
  return { stage, headers };
}
