import type { Configuration } from 'openid-client';
import type { Config } from '../../../shared/platform/config.ts';

export type Provider = NonNullable<Config['oidc']>;

const RENEWED_AFTER_MS = 3_600_000;
let known: { provider: Provider; at: number; opened: Promise<Configuration> } | undefined;

/** The provider's addresses and keys, by discovery; asked for again after an hour, or after a failure. */
export function openProvider(provider: Provider): Promise<Configuration> {
  if (known?.provider === provider && Date.now() - known.at < RENEWED_AFTER_MS) return known.opened;
  const opened = discover(provider);
  known = { provider, at: Date.now(), opened };
  opened.catch(() => {
    if (known?.opened === opened) known = undefined;
  });
  return opened;
}

async function discover({ issuer, clientId, clientSecret }: Provider): Promise<Configuration> {
  // Loaded by the first sign-in with it.
  const { allowInsecureRequests, discovery, enableNonRepudiationChecks, None } =
    await import('openid-client');
  const url = new URL(issuer);
  return discovery(url, clientId, clientSecret, clientSecret ? undefined : None(), {
    execute: [
      // The signature, too: the library leaves it unchecked where a token comes by TLS from the provider itself.
      enableNonRepudiationChecks,
      // Allowed by readConfig for this machine only.
      ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
    ],
  });
}
