// The panel's pages and their assets, under /admin: from its build, or in development from its source.
import { createRequestHandler, type GetLoadContextFunction } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { Router, type RequestHandler } from 'express';
import type { PanelBuild } from '../../operations/builds/build-panel.ts';
import { sendUnbuilt } from './send-unbuilt.ts';

const client = new URL('../../../build/panel/client', import.meta.url).pathname;

/** Pages of the build. While it is under way they wait for it. */
export async function builtPages(
  { ready, underWay }: PanelBuild,
  getLoadContext: GetLoadContextFunction,
): Promise<RequestHandler> {
  const pages = ready.then((build) =>
    Router()
      .use('/assets', express.static(`${client}/assets`, { immutable: true, maxAge: '1y' }))
      .use(express.static(client, { maxAge: '1h', index: false, redirect: false }))
      .use(createRequestHandler({ build, mode: 'production', getLoadContext })),
  );
  // A build that is there but cannot be loaded ends the start; one that fails later is told in its place.
  if (!underWay) await pages;
  const answer = pages.catch((): RequestHandler => (_req, res) => sendUnbuilt(res));
  return async (req, res, next) => (await answer)(req, res, next);
}

/** For npm run dev: vite compiles each module as it is asked for and tells the browser of changes. */
export async function sourcePages(getLoadContext: GetLoadContextFunction): Promise<RequestHandler> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true } });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return Router()
    .use(vite.middlewares)
    .all(['/admin', '/admin/{*path}'], createRequestHandler({ build, mode: 'development', getLoadContext }));
}
