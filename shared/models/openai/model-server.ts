/** A server that speaks OpenAI's protocol. `baseUrl` may have a query, which every call gets. */
export type ModelServer = {
  baseUrl: string;
  apiKey?: string | undefined;
  /** Sent with every call, in lower case; an empty value removes a header of ours. */
  headers?: Record<string, string>;
};

/** The endpoints that a base URL may be given with by mistake. */
const ENDPOINT = /\/(chat\/completions|completions|embeddings|models)\/?$/;

/** The address of an endpoint such as `/chat/completions`, with the query of the base URL. */
export function addressOf({ baseUrl }: ModelServer, path: string): string {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(ENDPOINT, '').replace(/\/$/, '') + path;
  return url.href;
}

/**
 * The headers of every call. With `api-version` in the base URL, as Azure's deployments have it, the key is sent as
 * `api-key`; Azure takes a bearer token for an Entra ID token.
 */
export function headersOf({ baseUrl, apiKey, headers = {} }: ModelServer): Record<string, string> {
  const isVersioned = new URL(baseUrl).searchParams.has('api-version');
  const all: Record<string, string> = {
    'content-type': 'application/json',
    ...(apiKey !== undefined &&
      (isVersioned ? { 'api-key': apiKey } : { authorization: `Bearer ${apiKey}` })),
    ...headers,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
