// /api/v1: every operation of the contract, bound to its use case.
import express, { Router, type Request, type Response } from 'express';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { ChatEvent } from '../../../shared/contract/chat.ts';
import { succeeded, type Operation } from '../../../shared/contract/operation.ts';
import type { Context } from '../../../shared/context.ts';
import { DocentError, fail } from '../../../shared/platform/errors.ts';
import { noteAction, type Action } from '../../security/audit/note-action.ts';
import { keyIdOf, type Call } from '../../call.ts';
import { collectAnswer } from '../../chat/collect-answer.ts';
import type { FoundKey } from '../../access/keys/key-finder.ts';
import { beginOnce, type Once } from '../../access/idempotency/begin-once.ts';
import { keepEvents } from '../../access/idempotency/keep-events.ts';
import { procedures, type Bound } from '../../procedures.ts';
import { authenticate } from './authenticate.ts';
import type { Admit } from './limits.ts';
import { sendContent } from './content.ts';
import { sendEvents, type Frames } from './sse.ts';
import { readUpload } from './upload.ts';

type Limit = { bytes: number; reason: string };
export const SMALL: Limit = { bytes: 1_048_576, reason: 'the most this operation takes.' };
const BEFORE_KEY: Limit = {
  bytes: SMALL.bytes,
  reason: 'the most that is read before the API key is known. Send the key in the Authorization header.',
};
const uploadLimit = ({ config }: Context): Limit => ({
  bytes: config.maxUploadBytes,
  reason: 'the most this server accepts (MAX_UPLOAD_MB). Split it, or ask the operator.',
});

export type FindKey = (secret: string) => Promise<FoundKey>;
/** What a request must pass: a key, and what the key may use. */
export type Gate = { findKey: FindKey; admit: Admit };

/** How another protocol writes the answers of an operation that streams. */
export type Face = {
  frames(call: Call, input: unknown): Frames;
  answer(call: Call, answer: Awaited<ReturnType<typeof collectAnswer>>): object;
};

/** A router with a route for each operation; a path known with another method is answered 405. */
export function rest(ctx: Context, gate: Gate): Router {
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const bound of Object.values(procedures).flatMap((group) => Object.values<Bound>(group))) {
    const path = bound.operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[bound.operation.method](path, (req, res) => serve(ctx, gate, bound, req, res));
    methods.set(path, [...(methods.get(path) ?? []), bound.operation.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods)
    router.all(path, (_req, res) => {
      res.setHeader('Allow', allowed.join(', '));
      fail('method_not_allowed', `Use ${allowed.join(' or ')} here.`);
    });
  router.use(() => fail('not_found'));
  return router;
}

/** One operation, from the key to the answer. @param face how another protocol writes answers; default: ours */
export async function serve(
  ctx: Context,
  gate: Gate,
  bound: Bound,
  req: Request,
  res: Response,
  face?: Face,
): Promise<void> {
  const { operation } = bound;
  const noted = <T>(call: Call, input: unknown, work: () => T) =>
    call.actor && inAudit(operation)
      ? noteAction(ctx, actionOf(call, operation, input, req), async () => work())
      : work();
  const run: Bound['run'] = (call, input) => noted(call, input, () => bound.run(call, input));
  const abort = abortWhenGone(res);
  // A key in a header is checked before the body is read; only a body that carries its own key is read first.
  const keyInBody = !req.headers.authorization && !req.headers['x-api-key'] && req.method !== 'GET';
  if (keyInBody) await readJson(req, res, operation, operation.multipart ? BEFORE_KEY : SMALL);
  const key =
    operation.scope &&
    (await authenticate(gate.findKey, req, res, operation.scope, operation.bySessionSecret));
  if (key) await gate.admit(key, res, operation.spends ?? false);
  const call = key ? callOf(ctx, key, req, res, abort) : openCall(ctx, res, abort);

  const { form } = bound;
  if (form && req.is('multipart/form-data')) {
    const params = req.params as Record<string, string>;
    const made = await noted(call, params, () => readUpload(call, req, form, params));
    return void res.status(operation.status).json(succeeded(made));
  }
  if (!keyInBody) await readJson(req, res, operation, operation.multipart ? uploadLimit(ctx) : SMALL);

  const given = bodyless(req) ? req.query : (req.body as object);
  const input = operation.input.parse({ ...given, ...lastEventId(req, operation), ...req.params });
  if (bound.csv && wantsCsv(req, input)) return sendContent(res, await bound.csv(call, input));
  const idempotencyKey = bodyless(req) ? undefined : req.headers['idempotency-key'];
  if (typeof idempotencyKey === 'string')
    return serveOnce(
      { ...bound, run },
      call,
      input,
      res,
      await beginOnce(call, idempotencyKey, [operation.id, input]),
      face,
    );
  const result = run(call, input);
  if (operation.events) {
    if (streams(operation, input)) return sendEvents(res, call, result, undefined, face?.frames(call, input));
    const answer = await collectAnswer(result);
    res.status(operation.status).json(face ? face.answer(call, answer) : succeeded(answer));
  } else if (operation.binary) await sendContent(res, await result);
  else res.status(operation.status).json(succeeded(await result));
}

/** What asks and what adds is in the conversations, the documents and the ledger; what else a key does is in the audit log. */
const ELSEWHERE = new Set([
  'sendMessage',
  'createChatCompletion',
  'stopAnswer',
  'uploadDocuments',
  'searchDocuments',
  'giveFeedback',
]);
export const inAudit = ({ method, id }: Operation): boolean => method !== 'get' && !ELSEWHERE.has(id);

const actionOf = (
  { app, actor, requestId }: Call,
  { id }: Operation,
  input: unknown,
  req: Request,
): Action => ({
  actor_kind: 'key',
  actor_id: keyIdOf(actor),
  action: `api.${id}`,
  input,
  appId: app.appId,
  requestId,
  ip: req.ip,
});

/** `format` decides; without it, what the caller would rather read. */
const wantsCsv = (req: Request, input: unknown) =>
  ((input as { format?: string }).format ?? req.accepts(['json', 'csv'])) === 'csv';

const streams = (operation: Operation, input: unknown): boolean =>
  operation.alwaysStreams ?? (input as { stream?: boolean }).stream ?? false;

const lastEventId = (req: Request, { alwaysStreams }: Operation) => {
  const header = alwaysStreams && req.headers['last-event-id'];
  return header ? { last_event_id: header } : {};
};

/** A request with an Idempotency-Key: run now and kept, or given as it was kept. */
async function serveOnce(
  { operation, run }: Bound,
  call: Call,
  input: unknown,
  res: Response,
  once: Once,
  face?: Face,
): Promise<void> {
  const frames = face?.frames(call, input);
  const tell = (body: object) =>
    res
      .status(operation.status)
      .json(face ? face.answer(call, body as Awaited<ReturnType<typeof collectAnswer>>) : succeeded(body));
  if (once.kept) {
    res.setHeader('Idempotency-Replayed', 'true');
    if ('events' in once.kept) return sendEvents(res, call, again(once.kept.events), undefined, frames);
    return void tell(once.kept.body);
  }
  if (streams(operation, input))
    return sendEvents(res, call, keepEvents(once, run(call, input)), undefined, frames);
  try {
    const body: object = await (operation.events ? collectAnswer(run(call, input)) : run(call, input));
    await once.keep({ body });
    tell(body);
  } catch (error) {
    await once.drop();
    throw error;
  }
}

async function* again(events: ChatEvent[]): AsyncGenerator<ChatEvent, void, undefined> {
  yield* events;
}

/** Aborts when the client goes away before its answer is complete. */
export function abortWhenGone(res: Response): AbortController {
  const abort = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) abort.abort(new DocentError('invalid_request', 'The client has gone.'));
  });
  return abort;
}

const requestIdOf = (res: Response) => String(res.getHeader('X-Request-Id'));

export function callOf(
  ctx: Context,
  key: FoundKey,
  req: Request,
  res: Response,
  abort: AbortController,
): Call {
  const actor = {
    kind: 'key' as const,
    keyId: key.keyId,
    keyKind: key.kind,
    scopes: key.scopes,
    limits: key.limits,
  };
  return {
    ...boundTo(ctx, key.app.appId),
    app: key.app,
    actor,
    requestId: requestIdOf(res),
    sessionSecret: req.headers['x-session-secret']?.toString(),
    announce: ({ sessionId, messageId, sessionSecret }) => {
      res.setHeader('X-Session-Id', sessionId);
      res.setHeader('X-Message-Id', messageId);
      if (sessionSecret) res.setHeader('X-Session-Secret', sessionSecret);
    },
    signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
  };
}

/** Operations without a scope act in no app. */
const openCall = (ctx: Context, res: Response, abort: AbortController) =>
  ({ ...ctx, requestId: requestIdOf(res), signal: abort.signal }) as Call;

const parsers = new Map<number, ReturnType<typeof express.json>>();

const bodyless = ({ method }: Request) => method === 'GET' || method === 'HEAD' || method === 'DELETE';

/** Reads a JSON body; another content type is told what to send, a larger body how much may be sent. */
export async function readJson(
  req: Request,
  res: Response,
  operation: Pick<Operation, 'multipart'>,
  limit: Limit,
): Promise<void> {
  if (bodyless(req)) return;
  if (operation.multipart && req.is('multipart/form-data')) return;
  if (
    req.headers['content-length'] === '0' ||
    !(req.headers['content-length'] || req.headers['transfer-encoding'])
  )
    return;
  if (!req.is('application/json'))
    fail(
      'unsupported_media_type',
      `Send the body as JSON, with the header Content-Type: application/json${operation.multipart ? ', or as multipart/form-data with file parts' : ''}.`,
    );
  let parser = parsers.get(limit.bytes);
  if (!parser) parsers.set(limit.bytes, (parser = express.json({ limit: limit.bytes })));
  await new Promise<void>((resolve, reject) =>
    parser(req, res, (error?: { type?: string }) => {
      if (error?.type === 'entity.too.large') reject(tooLarge(limit));
      else if (error) reject(error as Error);
      else resolve();
    }),
  );
  if (Array.isArray(req.body)) fail('invalid_request', 'The body must be a JSON object.');
}

const tooLarge = ({ bytes, reason }: Limit) =>
  new DocentError(
    'payload_too_large',
    `The body is larger than ${Math.floor(bytes / 1_048_576)} MB, ${reason}`,
  );
