// The panel's pages and assets under /admin: from the build, or from source in development.
import type { GetLoadContextFunction } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { Router, type RequestHandler } from 'express';
import type { PanelBuild } from '../../operations/builds/build-panel.ts';
import { sendUnbuilt } from './send-unbuilt.ts';

const client = new URL('../../../build/panel/client', import.meta.url).pathname;

/** Pages of the build. They wait while it is running. */
export async function builtPages(
  { ready, underWay }: PanelBuild,
  getLoadContext: GetLoadContextFunction,
): Promise<RequestHandler> {
  // Where there is no panel, its framework is not loaded.
  const pages = ready.then(async (build) => {
    const { createRequestHandler } = await import('@remix-run/express');
    return Router()
      .use('/assets', express.static(`${client}/assets`, { immutable: true, maxAge: '1y' }))
      .use(express.static(client, { maxAge: '1h', index: false, redirect: false }))
      .use(createRequestHandler({ build, mode: 'production', getLoadContext }));
  });
  // An existing build that cannot be loaded ends the start. One that fails later is shown as an error page.
  if (!underWay) await pages;
  const answer = pages.catch((): RequestHandler => (_req, res) => sendUnbuilt(res));
  return async (req, res, next) => (await answer)(req, res, next);
}

/** For npm run dev: vite compiles modules on request and reloads the browser. */
export async function sourcePages(getLoadContext: GetLoadContextFunction): Promise<RequestHandler> {
  const { createServer } = await import('vite');
  const { createRequestHandler } = await import('@remix-run/express');
  const vite = await createServer({ server: { middlewareMode: true } });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return Router()
    .use(vite.middlewares)
    .all(['/admin', '/admin/{*path}'], createRequestHandler({ build, mode: 'development', getLoadContext }));
}
