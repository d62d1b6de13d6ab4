// A thin transport to an OpenAI-compatible server: compared with the `openai` client it halves the CPU of a chat. Same
// options: base URL, key, timeouts, retries before the first byte, abort.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import { ModelError } from '../model-error.ts';
import type { Proxies } from '../../platform/egress/proxies.ts';
import { DocentError } from '../../platform/errors.ts';
import { addressOf, headersOf, type ModelServer } from './model-server.ts';
import { isPassing, MOST_REFUSAL_BYTES, readWords, Refusal } from './refusal.ts';
import { openServerMemory, type Learned, type Noticed } from './server-memory.ts';

export type ModelResponse = { body: Dispatcher.ResponseData['body']; contentType: string };

export type Transport = {
  /**
   * Sends one call and returns the unread body of a 2xx response. Refused connections, 408, 429 and 5xx are retried
   * with backoff, or after the time that the server asks for, unless that is long.
   * @param options retries: default 2
   * @throws Refusal; ModelError model_failed, model_unavailable or model_timeout
   */
  post(
    path: string,
    body: object,
    signal: AbortSignal,
    options?: { retries?: number },
  ): Promise<ModelResponse>;
  /** Reads JSON. @throws as post */
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** What this server has refused for a model. */
  learned(model: string): Learned;
  /** Notes that something was learned, once. */
  notice: Noticed;
  /** Milliseconds between two pieces of a response. */
  betweenBytesMs: number;
  close(): Promise<void>;
};

const RETRIES = 2;
const BACKOFF_MS = 250;
/** A server that asks for a longer wait refuses until then: to ask again before that is in vain, and counts against us. */
const LONGEST_WAIT_MS = 10_000;

export type TransportOptions = {
  /** A model may have to be loaded first. Default 5 minutes. */
  firstByteMs?: number;
  /** Default 2 minutes. */
  betweenBytesMs?: number;
  proxies?: Proxies | undefined;
  onLearned?: Noticed;
};

export function openTransport(server: ModelServer, options: TransportOptions = {}): Transport {
  const { firstByteMs = 300_000, betweenBytesMs = 120_000, proxies, onLearned = () => {} } = options;
  const limits = {
    connections: 1024,
    keepAliveTimeout: 30_000,
    connect: { timeout: 5_000 },
    headersTimeout: firstByteMs,
    // Some servers send headers at once and load the model then. Between pieces the reader is stricter.
    bodyTimeout: firstByteMs,
  };
  const dispatcher =
    proxies?.http || proxies?.https
      ? new EnvHttpProxyAgent({
          ...limits,
          httpProxy: proxies.http ?? '',
          httpsProxy: proxies.https ?? '',
          noProxy: proxies.none ?? '',
        })
      : new Agent(limits);
  const headers = headersOf(server);
  const addresses = new Map<string, string>();
  const addressFor = (path: string): string => {
    const known = addresses.get(path) ?? addressOf(server, path);
    addresses.set(path, known);
    return known;
  };
  const memory = openServerMemory();
  const send = (path: string, signal: AbortSignal, body?: string) =>
    request(addressFor(path), {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body ?? null,
      signal,
      dispatcher,
    });

  return {
    async post(path, body, signal, { retries = RETRIES } = {}) {
      const payload = JSON.stringify(body);
      for (let attempt = 0; ; attempt++) {
        const last = attempt >= retries;
        try {
          const response = await send(path, signal, payload);
          if (response.statusCode < 300)
            return { body: response.body, contentType: String(response.headers['content-type'] ?? '') };
          const text = await readStart(response.body);
          const wait = askedMs(response.headers['retry-after']) ?? ownWaitMs(attempt);
          if (last || wait > LONGEST_WAIT_MS || !isPassing(response.statusCode, readWords(text)))
            throw new Refusal(response.statusCode, text);
          await sleep(wait, undefined, { signal });
        } catch (error) {
          signal.throwIfAborted();
          if (last || !isConnectFailure(error)) throw modelError(error);
          await sleep(ownWaitMs(attempt), undefined, { signal });
        }
      }
    },
    async get(path, signal) {
      try {
        const response = await send(path, signal);
        if (response.statusCode < 300) return await response.body.json();
        throw new Refusal(response.statusCode, await readStart(response.body));
      } catch (error) {
        signal.throwIfAborted();
        throw modelError(error);
      }
    },
    learned: memory,
    notice: onLearned,
    betweenBytesMs,
    close: () => dispatcher.destroy(),
  };
}

/** The start of an error body; the rest is discarded. A body that breaks off is as good as an empty one. */
async function readStart(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      parts.push(part as Buffer);
      bytes += (part as Buffer).length;
      if (bytes >= MOST_REFUSAL_BYTES) break;
    }
  } catch {
    // What was read so far counts.
  }
  return Buffer.concat(parts).subarray(0, MOST_REFUSAL_BYTES).toString();
}

const UNREACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

const isConnectFailure = (error: unknown) =>
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET'].includes(
    codeOf(error),
  );

const ownWaitMs = (attempt: number): number => BACKOFF_MS * 2 ** attempt * (0.5 + Math.random());

/** A Retry-After in seconds or as a date; undefined if there is none that lies ahead. */
function askedMs(retryAfter: string | string[] | undefined): number | undefined {
  const asked = Number(retryAfter) * 1000 || Date.parse(String(retryAfter)) - Date.now();
  return asked > 0 ? asked : undefined;
}

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';

/**
 * Converts any failure of a model call to a coded error.
 * @param streams an answer that breaks off is a failed one; of anything else nothing is of use, so it can be asked for again
 */
export function modelError(error: unknown, { streams = false } = {}): DocentError {
  if (error instanceof DocentError) return error;
  const code = codeOf(error);
  const options = { cause: error, unused: UNREACHED.test(code) };
  if (/TIMEOUT/.test(code) && !options.unused)
    return new ModelError(
      'model_timeout',
      'The model server did not respond in time. It may still be loading the model: try again in a minute. The ' +
        'operator can allow more time with MODEL_FIRST_BYTE_SECONDS.',
      options,
    );
  if (options.unused || /^(ECONN|EPIPE)/.test(code) || (code === 'UND_ERR_SOCKET' && !streams))
    return new ModelError('model_unavailable', undefined, options);
  return new ModelError('model_failed', undefined, options);
}
