// The panel: Remix's build under /admin, its router under /admin/api. Loaders call the router in process.
import { existsSync } from 'node:fs';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ConfigError } from '../../shared/config.ts';
import type { Context } from '../../shared/context.ts';
import { fail } from '../../shared/errors.ts';
import { findLogin } from '../admins/find-login.ts';
import type { PanelContext } from '../trpc/base.ts';
import { createCaller, router } from '../trpc/router.ts';
import { files } from './files.ts';
import { preview } from './preview.ts';
import { SESSION_COOKIE, readCookie } from './session-cookie.ts';

const client = new URL('../../build/client', import.meta.url).pathname;
const server = new URL('../../build/server/index.js', import.meta.url);

/**
 * Mounts the built panel.
 * @throws ConfigError when it has not been built
 */
export async function mountPanel(app: Express, ctx: Context): Promise<void> {
  const build = ctx.config.panelDev ? await fromSource(app) : await fromBuild(app);
  const contextOf = async (req: Request, res: Response): Promise<PanelContext> => {
    const abort = new AbortController();
    res.on('close', () => abort.abort());
    const login = await findLogin(ctx, readCookie(req.headers.cookie, SESSION_COOKIE));
    return {
      service: ctx,
      admin: login?.stage === 'open' ? login.admin : null,
      login,
      client: { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' },
      requestId: String(res.getHeader('X-Request-Id')),
      signal: abort.signal,
    };
  };
  app.use('/admin', nameOwnOrigin, refuseForeignRequests(ctx));
  app.use(
    '/admin/api',
    createExpressMiddleware({ router, createContext: ({ req, res }) => contextOf(req, res) }),
  );
  app.use('/admin/files', files(ctx));
  app.use('/admin/preview', preview(ctx));
  app.all(
    ['/admin', '/admin/{*path}'],
    createRequestHandler({
      build,
      mode: ctx.config.panelDev ? 'development' : 'production',
      getLoadContext: async (req, res) => ({
        api: createCaller(await contextOf(req, res)),
        secure: ctx.config.publicUrl.startsWith('https:'),
      }),
    }),
  );
}

async function fromBuild(app: Express): Promise<ServerBuild> {
  if (!existsSync(server))
    throw new ConfigError('The panel is not built: run npm run build, or set ROLES without admin.');
  app.use('/admin/assets', express.static(`${client}/assets`, { immutable: true, maxAge: '1y' }));
  app.use('/admin', express.static(client, { maxAge: '1h', index: false, redirect: false }));
  return import(server.href);
}

/** For npm run dev: vite compiles each module as it is asked for and tells the browser of changes. */
async function fromSource(app: Express): Promise<() => Promise<ServerBuild>> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
  return () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
}

/** Under helmet's no-referrer a form that is sent without JavaScript names its origin as null. */
function nameOwnOrigin(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Referrer-Policy', 'same-origin');
  next();
}

/**
 * The session cookie is SameSite=Lax; beyond that, nothing is changed at another site's request, and the router
 * answers none at all. Browsers name the page's origin or how it relates to us: who names neither changes nothing.
 */
const refuseForeignRequests = (ctx: Context) => (req: Request, _res: Response, next: NextFunction) => {
  const { origin, host } = req.headers;
  const site = req.headers['sec-fetch-site'];
  const own = [new URL(ctx.config.publicUrl).origin, `${req.protocol}://${host}`];
  const ours = origin === undefined ? site === 'same-origin' || site === 'none' : own.includes(origin);
  const foreign =
    site === undefined ? origin !== undefined && !ours : site !== 'same-origin' && site !== 'none';
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (reads ? foreign && /^\/api(\/|$)/.test(req.path) : !ours || foreign)
    fail('origin_not_allowed', 'The panel takes changes from its own pages only.');
  next();
};
