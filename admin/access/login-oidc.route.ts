import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { problemOf } from '../api.server.ts';
import { setFlowCookie } from './login-cookie.server.ts';

/** Sends the browser to the OpenID provider. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = new URL(request.url).searchParams.get('to') ?? '';
  try {
    const { url, flow } = await context.api.session.beginOidc({ to });
    return redirect(url, { headers: { 'Set-Cookie': setFlowCookie(flow, context.secure) } });
  } catch (error) {
    return redirect(`/login?problem=${problemOf(error).code ?? ''}`);
  }
}
