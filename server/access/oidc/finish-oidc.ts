import type { IDToken } from 'openid-client';
import { appendEntry, noteEntry } from '../../../shared/security/audit/append-entry.ts';
import { DocentError, fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';
import { beginLogin } from '../admins/begin-login.ts';
import { countAttempt, forgetAttempts, ipSubject } from '../admins/count-attempt.ts';
import type { Begun } from '../admins/sign-in.ts';
import { callbackOf } from './callback-of.ts';
import { findPerson } from './find-person.ts';
import { openFlow, type Flow } from './flow.ts';
import { openProvider, type Provider } from './open-provider.ts';

/**
 * Ends a sign-in at the OpenID provider. Whoever has two-step sign-in on here is asked for the code as well.
 * @param query of the address that the provider has sent the browser to
 * @param flow the cookie of the browser
 * @returns the login, and the page to open
 * @throws oidc_not_set_up; oidc_failed if the provider or its answer is not right; oidc_refused if the person may not
 *   sign in; quota_exceeded if all seats are taken; too_many_attempts (within 15 minutes, 100 failures per IP address)
 */
export async function finishOidc(
  call: SystemCall,
  { query, flow: sealed }: { query: string; flow: string },
): Promise<Begun & { to: string }> {
  const { oidc } = call.config;
  if (!oidc) fail('oidc_not_set_up');
  // Each failure is an entry of the audit log, which is never cut.
  const address = ipSubject(call.client.ip);
  const subject = { ...address, name: `oidc ${address.name}` };
  await countAttempt(call, subject);
  const asked = { action: 'session.finishOidc', request_id: call.requestId, ip: call.client.ip || null };
  try {
    const flow = openFlow(call, sealed);
    const claims = await readClaims(call, oidc, flow, query);
    const begun = await call.db.transaction().execute(async (tx) => {
      const person = await findPerson(tx, oidc, claims);
      const { adminId: actor_id, email: actor_label, role, stage } = person;
      const token = await beginLogin(call, tx, actor_id, { awaitsCode: stage === 'code' });
      const entry = { ...asked, actor_kind: 'admin' as const, actor_id, actor_label, outcome: 'ok' };
      await appendEntry(call, tx, { ...entry, subjects: { admin_id: actor_id, ...(role && { role }) } });
      return { token, stage, to: flow.to };
    });
    await forgetAttempts(call, [subject], '');
    return begun;
  } catch (error) {
    const outcome = error instanceof DocentError ? error.code : 'internal_error';
    await noteEntry(call, { ...asked, actor_kind: 'nobody', outcome });
    throw error;
  }
}

/** The claims of the person: of the ID token, whose signature, issuer, audience, time and nonce were checked. */
async function readClaims(call: SystemCall, oidc: Provider, flow: Flow, query: string): Promise<IDToken> {
  const url = new URL(callbackOf(call.config));
  url.search = query;
  try {
    const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client');
    const provider = await openProvider(oidc);
    const tokens = await authorizationCodeGrant(provider, url, {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    // Some providers name the address only there.
    if (claims['email'] !== undefined || !provider.serverMetadata().userinfo_endpoint) return claims;
    return { ...(await fetchUserInfo(provider, tokens.access_token, claims.sub)), ...claims };
  } catch (error) {
    // Its message may hold what the provider wrote.
    const { code, error: said } = error as { code?: string; error?: string };
    call.log.warn(
      { request_id: call.requestId, code, reason: said },
      'a sign-in at the OpenID provider failed',
    );
    fail('oidc_failed');
  }
}
