// Every mount, in order: a table of contents of what this server answers.
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../shared/context.ts';
import { DocentError, fail } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import { health } from './http/health.ts';
import { sendError } from './http/errors.ts';
import { openApiDocument } from './http/openapi.ts';
import { preflight } from './http/origins.ts';
import { rest } from './http/rest.ts';
import { keyFinder } from './keys/find-key.ts';
import type { PanelBuild } from './panel/build-panel.ts';
import { mountPanel } from './panel/mount.ts';
import { portal } from './portal/page.ts';

/** The HTTP face of the roles that the configuration names. */
export async function createApp(ctx: Context, panel?: PanelBuild): Promise<Express> {
  const { roles, publicUrl, panelDev, trustProxy } = ctx.config;
  const app = express();
  app.set('trust proxy', trustProxy);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identify);
  app.use(health(ctx));
  if (roles.has('api')) {
    const findKey = keyFinder(ctx);
    const document = openApiDocument(publicUrl);
    app.get('/api/v1/openapi.json', (_req, res) => {
      // A description, not data: any page may read it.
      res.setHeader('Access-Control-Allow-Origin', '*').json(document);
    });
    app.use('/api/v1', preflight(ctx, findKey), refuseWhileStopping(ctx), rest(ctx, findKey));
  }
  app.use(helmet(headersFor(publicUrl, panelDev)));
  if (roles.has('admin')) await mountPanel(app, ctx, panel);
  if (roles.has('api')) app.get('/', portal(publicUrl, roles.has('admin')));
  app.use(() => fail('not_found'));
  app.use(sendError(ctx));
  return app;
}

/** Every answer carries the request's own id, which is also in the log and in error bodies. */
function identify(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('X-Request-Id', newId('req'));
  res.setHeader('X-Content-Type-Options', 'nosniff');
  next();
}

const refuseWhileStopping = (ctx: Context) => (_req: Request, _res: Response, next: NextFunction) =>
  next(ctx.stopping.signal.aborted ? new DocentError('server_stopping') : undefined);

/** HSTS and upgraded requests only where the server is reached by https; a page at http://127.0.0.1 must keep working. */
const headersFor = (publicUrl: string, panelDev: boolean): Parameters<typeof helmet>[0] => {
  const secure = publicUrl.startsWith('https:');
  return {
    strictTransportSecurity: secure,
    contentSecurityPolicy: {
      directives: {
        // The panel's framework writes small inline scripts and styles; the privacy issue replaces this by nonces.
        scriptSrc: ["'self'", "'unsafe-inline'"],
        // vite's hot reload speaks through a socket of its own.
        connectSrc: panelDev ? ["'self'", 'ws:'] : ["'self'"],
        upgradeInsecureRequests: secure ? [] : null,
      },
    },
  };
};
