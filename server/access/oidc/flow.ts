// What a sign-in at the provider must come back with: in a cookie, sealed, so that no other browser can finish it.
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { seal, unseal } from '../../../shared/security/vault/seal.ts';

export type Flow = {
  state: string;
  nonce: string;
  verifier: string;
  /** The page to open afterwards. */
  to: string;
  endsAt: number;
};

export const FLOW_MINUTES = 10;
const PLACE = 'oidc/flow';

export const sealFlow = ({ masterKey }: Pick<Context, 'masterKey'>, flow: Flow): string =>
  seal(masterKey.sealing, JSON.stringify(flow), PLACE).toString('base64url');

/** @throws oidc_failed for none, one that has ended, or one that this server did not make */
export function openFlow({ masterKey }: Pick<Context, 'masterKey'>, sealed: string): Flow {
  let flow: Flow | undefined;
  try {
    flow = JSON.parse(unseal(masterKey.sealing, Buffer.from(sealed, 'base64url'), PLACE).toString());
  } catch {
    flow = undefined;
  }
  if (!flow || flow.endsAt < Date.now())
    fail('oidc_failed', 'The sign-in took too long, or began in another browser. Try again.');
  return flow;
}
