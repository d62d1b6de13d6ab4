// One operation, from the key to the response; shared by every transport that speaks HTTP.
import type { Request, Response } from 'express';
import type { AnswerEvent, BegunEvent, ChatEvent, ErrorEvent } from '../../../shared/contract/chat.ts';
import { succeeded, type Operation } from '../../../shared/contract/operation.ts';
import type { Context } from '../../../shared/context.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import { beginOnce, type Once } from '../../access/idempotency/begin-once.ts';
import { keepEvents } from '../../access/idempotency/keep-events.ts';
import type { AppCall, SystemCall } from '../../call.ts';
import { collectAnswer } from '../../chat/collect-answer.ts';
import type { Content } from '../../content.ts';
import type { Bound } from '../operations.ts';
import type { Admission } from './admission.ts';
import { appCallOf, openCallOf } from './app-call.ts';
import { authenticate } from './authenticate.ts';
import { abortWhenGone } from './abort-when-gone.ts';
import { sendContent } from './send-content.ts';
import { BEFORE_KEY, SMALL, isBodyless, readJson, uploadLimit } from './read-json.ts';
import { nameAnswer, sendEvents, type Frames } from './send-events.ts';
import { AI_DISCLOSURE } from './headers.ts';
import { pathParameters } from './path-parameters.ts';
import { readUpload } from './read-upload.ts';

type CollectedAnswer = Awaited<ReturnType<typeof collectAnswer>>;

/** How another protocol writes a response: as events, or whole. */
type ResponseFormat = { frames: Frames; answer(answer: CollectedAnswer): object };
export type FormatOf = (call: AppCall, input: unknown) => ResponseFormat;

/**
 * Serves one operation.
 * @param formatOf how another protocol writes answers; default: as our own API does
 */
export async function serve(
  ctx: Context,
  admission: Admission,
  bound: Bound,
  req: Request,
  res: Response,
  formatOf?: FormatOf,
): Promise<void> {
  const { operation } = bound;
  const abort = abortWhenGone(res);
  // A key in a header is checked before the body is read; only a body that contains the key is read first.
  const keyInBody = !req.headers.authorization && !req.headers['x-api-key'] && req.method !== 'GET';
  if (keyInBody) await readJson(req, res, operation, operation.multipart ? BEFORE_KEY : SMALL);
  if (operation.scope === null) {
    const call = openCallOf(ctx, req, res, abort);
    const input = readInput(req, operation);
    return sendResult(res, call, bound, input, bound.run(call, input));
  }
  const key = await authenticate(admission.findKey, req, res, operation.scope, operation.bySessionSecret);
  await admission.admit(key, res, operation.spends ?? false);
  const call = appCallOf(ctx, key, req, res, abort);
  if (operation.events && call.app.aiDisclosure) res.setHeader(...AI_DISCLOSURE);
  const { form } = bound;
  if (form && req.is('multipart/form-data')) {
    const params = req.params as Record<string, string>;
    const made = await audited(ctx, call, operation, params, async () => readUpload(call, req, form, params));
    return void res.status(operation.status).json(succeeded(made));
  }
  if (!keyInBody) await readJson(req, res, operation, operation.multipart ? uploadLimit(ctx) : SMALL);
  const input = readInput(req, operation);
  if (bound.csv && wantsCsv(req, input)) return sendContent(res, await bound.csv(call, input));
  const format = formatOf?.(call, input);
  const run = () => audited(ctx, call, operation, input, () => bound.run(call, input));
  const idempotencyKey = isBodyless(req) ? undefined : req.headers['idempotency-key'];
  if (typeof idempotencyKey === 'string') {
    const once = await beginOnce(call, idempotencyKey, [operation.id, input]);
    return serveOnce(res, call, bound, input, run, once, format);
  }
  await sendResult(res, call, bound, input, run(), format);
}

function readInput(req: Request, { input, path, alwaysStreams }: Operation): unknown {
  // The key was already read.
  const { api_key: _, ...given } = (isBodyless(req) ? req.query : (req.body ?? {})) as Record<
    string,
    unknown
  >;
  const lastEventId = alwaysStreams && req.headers['last-event-id'];
  return input.parse({
    ...given,
    ...(lastEventId && { last_event_id: lastEventId }),
    ...pathParameters(path, req),
  });
}

async function sendResult(
  res: Response,
  call: SystemCall,
  { operation }: Bound,
  input: unknown,
  result: unknown,
  format?: ResponseFormat,
): Promise<void> {
  if (operation.events) {
    const events = result as AsyncGenerator<AnswerEvent | ErrorEvent>;
    if (streams(operation, input)) return sendEvents(res, call, events, { frames: format?.frames });
    const answer = await collectAnswer(events, (begun) => nameAnswer(res, begun));
    res.status(operation.status).json(format ? format.answer(answer) : succeeded(answer));
  } else if (operation.binary) await sendContent(res, (await result) as Content);
  else res.status(operation.status).json(succeeded((await result) as object));
}

/** A request with an Idempotency-Key: runs it and stores the result, or returns the stored one. */
async function serveOnce(
  res: Response,
  call: AppCall,
  bound: Bound,
  input: unknown,
  run: () => unknown,
  once: Once,
  format?: ResponseFormat,
): Promise<void> {
  const { operation } = bound;
  const frames = format?.frames;
  const send = (body: object) =>
    res
      .status(operation.status)
      .json(format && operation.events ? format.answer(body as CollectedAnswer) : succeeded(body));
  if (once.kept) {
    res.setHeader('Idempotency-Replayed', 'true');
    if ('events' in once.kept) return sendEvents(res, call, eachOf(once.kept.events), { frames });
    return void send(once.kept.body);
  }
  if (streams(operation, input)) {
    const events = run() as AsyncGenerator<AnswerEvent | ErrorEvent>;
    return sendEvents(res, call, keepEvents(once, events), { frames });
  }
  try {
    const result = run();
    const body = operation.events
      ? await collectAnswer(result as AsyncGenerator<AnswerEvent | ErrorEvent>, (begun) =>
          nameAnswer(res, begun),
        )
      : ((await result) as object);
    await once.keep({ body });
    send(body);
  } catch (error) {
    await once.drop();
    throw error;
  }
}

/** Questions and uploads are found in conversations, documents and the ledger; what else a key changes is audited. */
const NOT_AUDITED = new Set([
  'sendMessage',
  'createChatCompletion',
  'createResponse',
  'stopAnswer',
  'uploadDocuments',
  'searchDocuments',
  'giveFeedback',
  'requestHandover',
]);

/** What is changed, and what is taken out whole. A download without a key is noted by its use case, which knows the app. */
export const inAudit = ({ method, id, binary, scope }: Operation): boolean =>
  scope !== null && (method !== 'get' || binary !== undefined) && !NOT_AUDITED.has(id);

/** The audit log belongs to the service: written outside the call's app. */
const audited = <T>(ctx: Context, call: AppCall, operation: Operation, input: unknown, work: () => T) =>
  inAudit(operation)
    ? noteAction(ctx, actionOf(call, `api.${operation.id}`, input), async () => work())
    : work();

/** `format` decides; without it, the Accept header. */
const wantsCsv = (req: Request, input: unknown) =>
  ((input as { format?: string }).format ?? req.accepts(['json', 'csv'])) === 'csv';

const streams = (operation: Operation, input: unknown): boolean =>
  operation.alwaysStreams ?? (input as { stream?: boolean }).stream ?? false;

async function* eachOf(events: ChatEvent[]): AsyncGenerator<BegunEvent | ChatEvent, void, undefined> {
  const last = events.at(-1);
  if (last?.event === 'end' && last.data.session_id) {
    const { session_id, message_id } = last.data;
    yield { event: 'begun', data: { session_id, message_id } };
  }
  yield* events;
}
