// A page with the real widget for the editor's preview. It speaks the widget's part of the API as the admin who looks:
// no key is needed, and nothing of a draft is saved.
import { Router, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../../../shared/context.ts';
import { succeeded } from '../../../shared/contract/operation.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import { readJson, SMALL } from '../rest/rest.ts';
import { sendEvents } from '../rest/sse.ts';
import { procedures, type Bound } from '../../procedures.ts';
import { adminCall } from './admin-call.ts';

const { chat, feedback, widget } = procedures;
const spoken: Bound[] = [widget.get, chat.sendMessage, chat.stop, chat.replay, feedback.give];

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

/** GET /:appId is the page; below it stands what its widget asks, by the roles of the playground. */
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
  const { app } = await adminCall(ctx, req, res, 'viewer');
  res.type('html').setHeader('Cache-Control', 'no-store').send(pageOf(app.appId));
}

async function speak(ctx: Context, { operation, run }: Bound, req: Request, res: Response): Promise<void> {
  const call = await adminCall(ctx, req, res, operation === widget.get.operation ? 'viewer' : 'analyst');
  call.announce = ({ sessionId, messageId }) => {
    res.setHeader('X-Session-Id', sessionId);
    res.setHeader('X-Message-Id', messageId);
  };
  await readJson(req, res, operation, SMALL);
  const last = operation.alwaysStreams && req.headers['last-event-id'];
  const input = operation.input.parse({
    ...(req.body as object | undefined),
    ...(last && { last_event_id: last }),
    ...req.params,
  });
  const answer = async () => {
    if (operation.events) await sendEvents(res, call, run(call, input));
    else res.json(succeeded(await run(call, input)));
  };
  // As in the playground: that somebody asked is noted, not what.
  if (operation.method === 'get') await answer();
  else await noteAction(ctx, call.actionOf(`preview.${operation.id}`, input), answer);
}

/** The app's id is of our own making: letters, digits and an underscore. */
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
