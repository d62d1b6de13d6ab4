// A page with the real widget for the editor's preview. It uses the widget's part of the API with the admin's login:
// no key is needed and no draft is saved.
import { Router, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../../../shared/context.ts';
import type { AnswerEvent, ErrorEvent } from '../../../shared/contract/chat.ts';
import { succeeded } from '../../../shared/contract/operation.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import { pathParameters } from '../rest/path-parameters.ts';
import { readJson, SMALL } from '../rest/read-json.ts';
import { sendEvents } from '../rest/send-events.ts';
import { operations, type Bound } from '../operations.ts';
import { adminCallInApp } from './admin-call.ts';

const { chat, feedback, handovers, widget } = operations;
const spoken: Bound[] = [
  widget.get,
  chat.sendMessage,
  chat.stop,
  chat.replay,
  feedback.give,
  handovers.request,
];

const policy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'self'"],
  },
});

/** GET /:appId is the page. Below it are the widget's API routes, with the roles of the playground. */
export function preview(ctx: Context): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:appId', policy, (req, res) => show(ctx, req, res));
  for (const bound of spoken) {
    const path = `/:appId/api/v1${bound.operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    router[bound.operation.method](path, (req, res) => speak(ctx, bound, req, res));
  }
  return router;
}

async function show(ctx: Context, req: Request, res: Response): Promise<void> {
  const { app } = await adminCallInApp(ctx, req, res, 'viewer');
  res.type('html').setHeader('Cache-Control', 'no-store').send(pageOf(app.appId));
}

async function speak(ctx: Context, { operation, run }: Bound, req: Request, res: Response): Promise<void> {
  const call = await adminCallInApp(ctx, req, res, operation === widget.get.operation ? 'viewer' : 'analyst');
  await readJson(req, res, operation, SMALL);
  const last = operation.alwaysStreams && req.headers['last-event-id'];
  const input = operation.input.parse({
    ...(req.body as object | undefined),
    ...(last && { last_event_id: last }),
    ...pathParameters(operation.path, req),
  });
  const answer = async () => {
    const result = run(call, input);
    if (operation.events) await sendEvents(res, call, result as AsyncGenerator<AnswerEvent | ErrorEvent>);
    else res.json(succeeded((await result) as object));
  };
  // As in the playground: the audit log records that a question was asked, not its text.
  if (operation.method === 'get') await answer();
  else await noteAction(ctx, actionOf(call, `preview.${operation.id}`, input), answer);
}

/** The app's id is ours: letters, digits and underscores only. */
const pageOf = (appId: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta name="color-scheme" content="light dark" />
    <title>Preview of the widget</title>
  </head>
  <body>
    <script src="/widget.js" data-key="preview:${appId}" data-api="/admin/preview/${appId}" data-open async></script>
  </body>
</html>`;
