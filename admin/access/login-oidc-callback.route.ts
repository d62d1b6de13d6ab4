import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { nextStep, problemOf } from '../api.server.ts';
import { flowOf, setFlowCookie, setLoginCookie } from './login-cookie.server.ts';

/** The provider has sent the browser back. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const headers = new Headers({ 'Set-Cookie': setFlowCookie('', context.secure) });
  const { origin, search } = new URL(request.url);
  try {
    const { token, stage, to } = await context.api.session.finishOidc({
      query: search,
      flow: flowOf(request) ?? '',
    });
    headers.append('Set-Cookie', setLoginCookie(token, context.secure));
    return redirect(nextStep(stage, new Request(`${origin}/?to=${encodeURIComponent(to)}`)), { headers });
  } catch (error) {
    return redirect(`/login?problem=${problemOf(error).code ?? ''}`, { headers });
  }
}
