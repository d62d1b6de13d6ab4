import { DocentError, errorOf } from './docent-error.ts';

/**
 * `baseUrl`: the server's address, e.g. `https://docent.example.com`; `apiKey`: sk_… on servers, pk_… in browsers.
 * `retries`: how often a request is repeated after 429, 503 or a lost connection; default: 3.
 */
export type Options = {
  baseUrl: string;
  apiKey: string;
  retries?: number;
  /** Default: the global one. */
  fetch?: typeof fetch;
};
type Sent = {
  method: string;
  path: string;
  query?: Record<string, unknown> | undefined;
  json?: unknown;
  /** Instead of JSON. It can be sent once only, so such a request is not repeated. */
  body?: BodyInit;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
};
export type Send = (sent: Sent) => Promise<Response>;

const LONGEST_WAIT_S = 60;

/**
 * Sends requests to one server. What is repeated has the same Idempotency-Key, so it is done once.
 * @throws DocentError for any answer but a good one
 */
export function openSender({ baseUrl, apiKey, retries = 3, fetch = globalThis.fetch }: Options): Send {
  const base = baseUrl.replace(/\/+$/, '');
  return async ({ method, path, query = {}, json, body, headers, signal }) => {
    const url = new URL(`${base}/api/v1${path}`);
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined && one !== null) url.searchParams.append(name, String(one));
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(json !== undefined && {
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(body !== undefined && { body }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
      ...(signal && { signal }),
    };
    for (let tries = 0; ; tries++) {
      const response = await fetch(url, init).catch((cause: unknown) => {
        if (signal?.aborted) throw cause;
        return new DocentError(
          { code: 'lost', message: `No answer came from ${base}.` },
          0,
          undefined,
          cause,
        );
      });
      if (response instanceof Response && response.ok) return response;
      const error = response instanceof Response ? await errorOf(response) : response;
      const passes = error.code === 'lost' || error.status === 429 || error.status === 503;
      const wait = error.retryAfter ?? 0.5 * 2 ** tries;
      if (!passes || body !== undefined || tries >= retries || wait > LONGEST_WAIT_S) throw error;
      await pause(wait * 1_000, signal);
    }
  };
}

/** @throws the signal's reason if it aborts meanwhile */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
