// Signing in over an open page. Its requests stay outside the router, which would load the page anew.
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { problemOf, readForm } from '../api.server.ts';
import { setLoginCookie } from './login-cookie.server.ts';
import { passwordLogin } from './password-login.server.ts';

/** How far the login of this browser is, and whose it is. */
export type LoginState = {
  stage: 'code' | 'password' | 'open' | null;
  email: string | null;
  /** The name of the OpenID provider, if there is one. */
  provider: string | null;
};

export async function loader({ context: { api } }: LoaderFunctionArgs) {
  const [login, provider] = await Promise.all([api.session.stage(), api.session.provider({})]);
  const state: LoginState = {
    stage: login?.stage ?? null,
    email: login?.email ?? null,
    provider: provider.name,
  };
  return Response.json(state, { headers: { 'Cache-Control': 'no-store' } });
}

/** Takes the password, or the code. What comes next is asked of the loader. */
export async function action(args: ActionFunctionArgs) {
  const { api, secure } = args.context;
  const { form, text } = await readForm(args.request);
  try {
    if (!form.has('code')) {
      const { headers } = await passwordLogin(args, text);
      return Response.json({}, { headers });
    }
    const { token } = await api.session.enterCode({ code: text('code') });
    return Response.json({}, { headers: { 'Set-Cookie': setLoginCookie(token, secure) } });
  } catch (error) {
    const problem = problemOf(error);
    const message = problem.message ?? Object.values(problem.fields)[0] ?? '';
    return Response.json({ problem: message }, { status: problem.status });
  }
}
