import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { dropLoginCookie, loginToken } from './login-cookie.server.ts';

export const loader = () => redirect('/apps');

export async function action({ request, context }: ActionFunctionArgs) {
  const token = loginToken(request);
  if (token) await context.api.session.signOut({ token });
  return redirect('/login', { headers: { 'Set-Cookie': dropLoginCookie(context.secure) } });
}
