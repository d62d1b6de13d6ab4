// The panel: Remix under /admin, its router under /admin/api. Loaders call the router in process.
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import type { Express, NextFunction, Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { LOGIN_ENDED } from '../../../shared/contract/login-header.panel.ts';
import { findLogin } from '../../access/admins/find-login.ts';
import type { PanelContext } from '../trpc/base.ts';
import { createCaller, router } from '../trpc/router.ts';
import { boundBody } from './bound-body.ts';
import { openPanelBuild, type PanelBuild } from '../../operations/builds/build-panel.ts';
import { files } from './files.ts';
import { ownOrigins, ownRequests } from './own-requests.ts';
import { pagePolicy } from './page-policy.ts';
import { builtPages, sourcePages } from './pages.ts';
import { preview } from './preview.ts';
import { loginToken } from './login-token.ts';

/**
 * Mounts the panel.
 * @param panel where its pages come from; default: the existing build
 * @throws ConfigError if there is none
 */
export async function mountPanel(app: Express, ctx: Context, panel?: PanelBuild): Promise<void> {
  const contextOf = async (req: Request, res: Response): Promise<PanelContext> => {
    const abort = new AbortController();
    res.on('close', () => abort.abort());
    const login = await findLogin(ctx, loginToken(req.headers.cookie));
    return {
      service: ctx,
      admin: login?.stage === 'open' ? login.admin : null,
      login,
      client: { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' },
      requestId: String(res.getHeader('X-Request-Id')),
      signal: abort.signal,
    };
  };
  const getLoadContext = async (req: Request, res: Response) => ({
    api: createCaller(await contextOf(req, res)),
    secure: ctx.config.publicUrl.startsWith('https:'),
    ownOrigins: ownOrigins(ctx, req),
    nonce: res.locals['nonce'] as string | undefined,
    report: (error: unknown) => ctx.log.error({ err: error }, 'error in a page of the panel'),
  });
  app.use('/admin', pagePolicy(ctx), nameOwnOrigin, ownRequests(ctx), readablePath, boundBody);
  app.use(
    '/admin/api',
    createExpressMiddleware({
      router,
      createContext: async ({ req, res }) => {
        const context = await contextOf(req, res);
        // Whoever is signing in has none yet.
        if (!context.admin && !req.path.startsWith('/session.')) res.setHeader(LOGIN_ENDED, 'yes');
        return context;
      },
    }),
  );
  app.use('/admin/files', files(ctx));
  app.use('/admin/preview', preview(ctx));
  if (ctx.config.panelDev) app.use(await sourcePages(getLoadContext));
  else app.use('/admin', await builtPages(panel ?? openPanelBuild(), getLoadContext));
}

/** With helmet's no-referrer, a form sent without JavaScript has the origin null. */
function nameOwnOrigin(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Referrer-Policy', 'same-origin');
  next();
}

/** @throws URIError, which becomes a bad request; Remix would log a path that it cannot decode */
function readablePath(req: Request, _res: Response, next: NextFunction): void {
  decodeURIComponent(req.path);
  next();
}
