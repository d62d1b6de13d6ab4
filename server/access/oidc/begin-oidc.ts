import { fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';
import { FLOW_MINUTES, sealFlow } from './flow.ts';
import { openProvider } from './open-provider.ts';
import { callbackOf } from './callback-of.ts';

/**
 * Begins a sign-in at the OpenID provider: code flow with PKCE, state and nonce.
 * @returns where to send the browser, and the cookie with which it comes back
 * @throws oidc_not_set_up, oidc_failed if the provider cannot be reached
 */
export async function beginOidc(
  call: SystemCall,
  { to }: { to: string },
): Promise<{ url: string; flow: string }> {
  const { oidc } = call.config;
  if (!oidc) fail('oidc_not_set_up');
  const library = await import('openid-client');
  const provider = await openProvider(oidc).catch((error: unknown) => {
    call.log.warn({ err: error, request_id: call.requestId }, 'the OpenID provider cannot be reached');
    fail('oidc_failed', 'The provider cannot be reached. Try again, or sign in with your password.');
  });
  const verifier = library.randomPKCECodeVerifier();
  const [state, nonce] = [library.randomState(), library.randomNonce()];
  const url = library.buildAuthorizationUrl(provider, {
    redirect_uri: callbackOf(call.config),
    scope: oidc.scope,
    code_challenge: await library.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const endsAt = Date.now() + FLOW_MINUTES * 60_000;
  return { url: url.href, flow: sealFlow(call, { state, nonce, verifier, to, endsAt }) };
}
