// Authenticates a request: the key, its scope and its origins. Used by every route.
import type { Request, Response } from 'express';
import { fail } from '../../../shared/platform/errors.ts';
import type { Scope } from '../../../shared/contract/operation.ts';
import type { FoundKey } from '../../access/keys/key-finder.ts';
import { allowsOrigin } from '../../access/keys/allows-origin.ts';
import { allowOrigin } from './origins.ts';
import { requireScope } from '../../access/keys/require-scope.ts';

const PUBLISHABLE = 'pk_';

/** The key of a request, in order of preference; undefined if there is none. */
function presentedKey(req: Request): string | undefined {
  const { authorization } = req.headers;
  // An empty header, as some clients without a key send it, counts as none.
  if (authorization) {
    const [scheme, value] = authorization.split(/\s+(.*)/);
    if (scheme?.toLowerCase() !== 'bearer' || !value)
      fail('malformed_api_key', 'The Authorization header must be: Bearer KEY.');
    return value;
  }
  const header = req.headers['x-api-key'];
  if (typeof header === 'string' && header) return header;
  const inBody = (req.body as { api_key?: unknown } | undefined)?.api_key;
  const value = inBody ?? req.query['api_key'];
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : fail('malformed_api_key');
}

/**
 * Finds the key and checks its origins and, if one is named, its scope.
 * @throws missing_api_key, malformed_api_key, invalid_api_key, api_key_expired, api_key_revoked, origin_not_allowed,
 *   origin_required, missing_scope
 */
export async function authenticate(
  findKey: (secret: string) => Promise<FoundKey>,
  req: Request,
  res: Response,
  scope?: Scope,
  bySessionSecret = false,
): Promise<FoundKey> {
  const secret = presentedKey(req);
  if (!secret) fail('missing_api_key');
  if (secret.startsWith(PUBLISHABLE)) res.locals['visitorLanguage'] = 'auto';
  const key = await findKey(secret);
  res.locals['appId'] = key.app.appId;
  if (key.kind === 'publishable') res.locals['visitorLanguage'] = key.app.language;
  const { origin } = req.headers;
  if (origin !== undefined) {
    if (!allowsOrigin(key.allowedOrigins, origin)) {
      // Whether the page may see the refusal is decided where errors are sent.
      fail(
        'origin_not_allowed',
        `The origin ${origin.slice(0, 200)} is not one of this key's allowed origins.`,
      );
    }
    allowOrigin(res, origin);
  } else if (key.kind === 'publishable') fail('origin_required');
  const speaksForSession =
    bySessionSecret && key.kind === 'publishable' && req.headers['x-session-secret'] !== undefined;
  if (scope && !speaksForSession) requireScope(key.scopes, scope);
  return key;
}
