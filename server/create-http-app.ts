// The HTTP app: everything this server serves, in order.
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Context } from '../shared/context.ts';
import { DocentError, fail } from '../shared/platform/errors.ts';
import { newId } from '../shared/platform/ids.ts';
import { once } from '../shared/platform/once.ts';
import { health } from './transport/rest/health.ts';
import { sendError } from './transport/rest/errors.ts';
import { openAdmission } from './transport/rest/admission.ts';
import { metricsRoute } from './transport/rest/metrics.ts';
import { observe } from './transport/rest/observe.ts';
import { everyHeader, pageHeaders } from './transport/rest/headers.ts';
import { openApiDocument } from './transport/rest/openapi.ts';
import { stripeWebhook } from './billing/invoices/stripe-webhook.ts';
import { preflight } from './transport/rest/origins.ts';
import { rest } from './transport/rest/rest.ts';
import { refuseRegistration } from './transport/mcp/refuse-registration.ts';
import { mcp, MCP_HEADERS, mcpError } from './transport/mcp/router.ts';
import { openaiDocument } from './transport/openai/openapi.ts';
import { openaiError } from './transport/openai/errors.ts';
import { openai, OPENAI_HEADERS } from './transport/openai/router.ts';
import type { Build } from './operations/builds/build-beside.ts';
import type { PanelBuild } from './operations/builds/build-panel.ts';
import { mountPanel } from './transport/panel/mount.ts';
import { openWidgetBuild } from './operations/builds/build-widget.ts';
import { serveLocale } from './web/widget/serve-locale.ts';
import { serveWidget } from './web/widget/serve.ts';
import { mountPortal } from './web/portal/mount.ts';

/** The panel and widget, which may still be building. */
export type Builds = { panel?: PanelBuild | undefined; widget?: Build | undefined };

/** Everything this process serves over HTTP, for its configured roles. */
export async function createHttpApp(ctx: Context, builds: Builds = {}): Promise<Express> {
  const { roles, publicUrl, panelDev, trustProxy } = ctx.config;
  const app = express();
  app.set('trust proxy', trustProxy);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identify, everyHeader(publicUrl));
  app.use(observe(ctx));
  app.use(health(ctx));
  app.get('/metrics', metricsRoute(ctx));
  app.use(noteRequest(ctx));
  // Made when somebody asks: it costs more than the rest of the start.
  const document = once(() => openApiDocument(publicUrl));
  if (roles.has('api')) {
    app.use(stripeWebhook(ctx));
    const admission = openAdmission(ctx);
    const { findKey } = admission;
    app.get('/api/v1/openapi.json', describeBy(document));
    app.get('/openai/v1/openapi.json', describeBy(once(() => openaiDocument(publicUrl))));
    app.get('/widget.js', serveWidget(builds.widget ?? openWidgetBuild(), panelDev));
    app.get('/widget/locales/:language.json', serveLocale);
    const open = [preflight(ctx, findKey), refuseWhileStopping(ctx)];
    app.use('/api/v1', open, rest(ctx, admission));
    const openaiOpen = [preflight(ctx, findKey, OPENAI_HEADERS), refuseWhileStopping(ctx)];
    app.use('/openai/v1', openaiOpen, openai(ctx, admission), sendError(ctx, openaiError));
    const mcpOpen = [preflight(ctx, findKey, MCP_HEADERS), refuseWhileStopping(ctx)];
    app.post('/register', refuseRegistration);
    app.use('/mcp', mcpOpen, mcp(ctx, admission), sendError(ctx, mcpError));
  }
  app.use(pageHeaders(publicUrl));
  if (roles.has('admin')) await mountPanel(app, ctx, builds.panel);
  if (roles.has('api')) mountPortal(app, ctx, document);
  app.use(() => fail('not_found'));
  app.use(sendError(ctx));
  return app;
}

/** A description, not data: any page may read it. */
const describeBy = (document: () => object) => (_req: Request, res: Response) => {
  res.setHeader('Access-Control-Allow-Origin', '*').json(document());
};

/** Adds the request id, which is also in the log and in errors. */
function identify(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('X-Request-Id', newId('req'));
  next();
}

/** A connection that is kept would lead its next request to a process that is gone. */
const noteRequest = (ctx: Context) => (_req: Request, res: Response, next: NextFunction) => {
  ctx.draining.requestAt = performance.now();
  if (ctx.draining.begun || ctx.stopping.signal.aborted) res.setHeader('Connection', 'close');
  next();
};

const refuseWhileStopping = (ctx: Context) => (_req: Request, _res: Response, next: NextFunction) =>
  next(ctx.stopping.signal.aborted ? new DocentError('server_stopping') : undefined);
