// An OpenID provider as a test plays it: discovery, code flow with PKCE, tokens signed with RS256, over real HTTP.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { startHttpServer } from './http-server.ts';

export const CLIENT = { clientId: 'docent', clientSecret: 'a-secret-of-the-client' };

type Claims = Record<string, unknown>;

export type IdentityProvider = {
  issuer: string;
  /** Whoever signs in next, and what the ID token says besides. */
  claims: Claims;
  /** What is not in the token. */
  userInfo: Claims;
  /** Signs with a key that is not published. */
  forges: boolean;
  /** What a browser is sent back with: the query of the callback. */
  signIn(url: string): Promise<string>;
  close(): Promise<void>;
};

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const [key, other] = [newKey(), newKey()];
  const codes = new Map<string, URLSearchParams>();
  const server = await startHttpServer(async (req, res) => {
    const { pathname, searchParams } = new URL(req.url!, server.url);
    const json = (body: object, status = 200) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration')
      return json({
        issuer: server.url,
        authorization_endpoint: `${server.url}/authorize`,
        token_endpoint: `${server.url}/token`,
        jwks_uri: `${server.url}/keys`,
        userinfo_endpoint: `${server.url}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (pathname === '/keys')
      return json({
        keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      });
    if (pathname === '/userinfo') return json({ sub: provider.claims['sub'], ...provider.userInfo });
    if (pathname === '/authorize') {
      const code = randomUUID();
      codes.set(code, searchParams);
      const back = new URL(searchParams.get('redirect_uri')!);
      back.search = new URLSearchParams({ code, state: searchParams.get('state')! }).toString();
      return res.writeHead(302, { location: back.href }).end();
    }
    let body = '';
    for await (const part of req) body += part;
    const form = new URLSearchParams(body);
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      !asked ||
      asked.get('code_challenge') !== challenge ||
      asked.get('redirect_uri') !== form.get('redirect_uri') ||
      form.get('client_secret') !== CLIENT.clientSecret
    )
      return json({ error: 'invalid_grant' }, 400);
    const now = Math.floor(Date.now() / 1000);
    const token = `${base64url({ alg: 'RS256', kid: 'one' })}.${base64url({
      iss: server.url,
      aud: CLIENT.clientId,
      iat: now,
      exp: now + 300,
      nonce: asked.get('nonce'),
      ...provider.claims,
    })}`;
    const signature = sign('sha256', Buffer.from(token), (provider.forges ? other : key).privateKey);
    return json({
      access_token: randomUUID(),
      token_type: 'Bearer',
      expires_in: 300,
      id_token: `${token}.${signature.toString('base64url')}`,
    });
  });
  const provider: IdentityProvider = {
    issuer: server.url,
    claims: {},
    userInfo: {},
    forges: false,
    async signIn(url) {
      const { headers } = await fetch(url, { redirect: 'manual' });
      return new URL(headers.get('location')!).search;
    },
    close: () => server.close(),
  };
  return provider;
}
