// /api/v1: every operation of the contract, bound to its use case.
import express, { Router, type Request, type Response } from 'express';
import { succeeded, type Operation } from '../../shared/contract/operation.ts';
import type { Context } from '../../shared/context.ts';
import { DocentError, fail } from '../../shared/errors.ts';
import type { Call } from '../call.ts';
import { collectAnswer } from '../chat/collect-answer.ts';
import type { FoundKey } from '../keys/find-key.ts';
import { procedures, type Bound } from '../procedures.ts';
import { authenticate } from './authenticate.ts';
import { sendContent } from './content.ts';
import { sendEvents } from './sse.ts';
import { readUpload } from './upload.ts';

const SMALL_BODY = 1_048_576;

type FindKey = (secret: string) => Promise<FoundKey>;

/** A router with a route for each operation; a path known with another method is answered 405. */
export function rest(ctx: Context, findKey: FindKey): Router {
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const bound of Object.values(procedures).flatMap((group) => Object.values<Bound>(group))) {
    const path = bound.operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[bound.operation.method](path, (req, res) => serve(ctx, findKey, bound, req, res));
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

async function serve(ctx: Context, findKey: FindKey, bound: Bound, req: Request, res: Response): Promise<void> {
  const { operation } = bound;
  const abort = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) abort.abort(new DocentError('invalid_request', 'The client has gone.'));
  });
  // A key in a header is checked before the body is read; only a body that carries its own key is read first.
  const keyInBody = !req.headers.authorization && !req.headers['x-api-key'] && req.method !== 'GET';
  if (keyInBody) await readJson(req, res, operation, SMALL_BODY);
  const call = operation.scope ? callOf(ctx, await authenticate(findKey, req, res, operation.scope), res, abort) : openCall(ctx, res, abort);

  if (operation.multipart && req.is('multipart/form-data'))
    return void res.status(operation.status).json(succeeded(await readUpload(call, req)));
  if (!keyInBody) await readJson(req, res, operation, operation.multipart ? ctx.config.maxUploadBytes : SMALL_BODY);

  const input = operation.input.parse({ ...req.query, ...(req.body as object), ...req.params });
  const result = bound.run(call, input);
  if (operation.events) {
    if ((input as { stream?: boolean }).stream) return sendEvents(res, call, result);
    res.status(operation.status).json(succeeded(await collectAnswer(result)));
  } else if (operation.binary) await sendContent(res, await result);
  else res.status(operation.status).json(succeeded(await result));
}

const requestIdOf = (res: Response) => String(res.getHeader('X-Request-Id'));

function callOf(ctx: Context, key: FoundKey, res: Response, abort: AbortController): Call {
  const actor = { kind: 'key' as const, keyId: key.keyId, keyKind: key.kind, scopes: key.scopes };
  return { ...ctx, app: key.app, actor, requestId: requestIdOf(res), signal: AbortSignal.any([abort.signal, ctx.stopping.signal]) };
}

/** Operations without a scope act in no app. */
const openCall = (ctx: Context, res: Response, abort: AbortController) =>
  ({ ...ctx, requestId: requestIdOf(res), signal: abort.signal }) as Call;

const parsers = new Map<number, ReturnType<typeof express.json>>();

/** Reads a JSON body; another content type is told what to send. */
async function readJson(req: Request, res: Response, operation: Operation, limit: number): Promise<void> {
  if (req.method === 'GET' || req.method === 'DELETE') return;
  if (operation.multipart && req.is('multipart/form-data')) return;
  if (req.headers['content-length'] === '0' || !(req.headers['content-length'] || req.headers['transfer-encoding'])) return;
  if (!req.is('application/json'))
    fail('unsupported_media_type', `Send the body as JSON, with the header Content-Type: application/json${operation.multipart ? ', or as multipart/form-data with file parts' : ''}.`);
  let parser = parsers.get(limit);
  if (!parser) parsers.set(limit, (parser = express.json({ limit })));
  await new Promise<void>((resolve, reject) => parser(req, res, (error?: unknown) => (error ? reject(error as Error) : resolve())));
  if (Array.isArray(req.body)) fail('invalid_request', 'The body must be a JSON object.');
}
