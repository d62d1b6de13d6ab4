import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { endSession, sessionToken } from './session-cookie.server.ts';

export const loader = () => redirect('/apps');

export async function action({ request, context }: ActionFunctionArgs) {
  const token = sessionToken(request);
  if (token) await context.api.session.signOut({ token });
  return redirect('/login', { headers: { 'Set-Cookie': endSession(context.secure) } });
}
