// The developer portal: its pages and assets, with a policy that allows no inline script or style.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import express, { type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { once } from '../../../shared/platform/once.ts';
import { systemCall } from '../../call.ts';
import { getStatus } from '../../operations/status/get-status.ts';
import { homePage, type Samples } from './home.ts';
import { docsPage, type Site } from './layout.ts';
import { readGuides } from './read-guides.ts';
import { readReference, type OpenApi } from './read-reference.ts';
import { referencePage } from './reference-page.ts';

const ASSETS = new URL('./assets/', import.meta.url);
const EXAMPLES = new URL('../../../examples/', import.meta.url);

const policy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

export function mountPortal(app: Express, ctx: Context, document: () => OpenApi): void {
  const portal = once(() => readPortal(ctx, document()));
  app.use('/portal', express.static(ASSETS.pathname, { immutable: true, maxAge: '1y', index: false }));
  app.get('/', policy, async (_req, res) => {
    const { status } = await getStatus(systemCall(ctx)).catch(() => ({ status: 'down' as const }));
    const { site, operations, samples } = portal();
    send(res, homePage(site, operations, samples, status));
  });
  app.get('/docs', (_req, res) => res.redirect(`/docs/${portal().site.areas[0]!.toLowerCase()}`));
  app.get('/docs/:page', policy, (req: Request, res: Response) =>
    send(res, portal().pages.get(String(req.params['page'])) ?? fail('not_found')),
  );
}

/** What all pages are made of, and the pages that are always the same. */
function readPortal(ctx: Context, document: OpenApi) {
  const { publicUrl, roles, maxUploadBytes } = ctx.config;
  const operations = readReference(document);
  const areas = [...new Set(operations.map(({ area }) => area))];
  const guides = readGuides(publicUrl, maxUploadBytes);
  const site: Site = { publicUrl, hasPanel: roles.has('admin'), areas, guides, asset: hashed() };
  const pages = new Map<string, string>([
    ...areas.map((area): [string, string] => [
      area.toLowerCase(),
      referencePage(
        site,
        area,
        operations.filter((operation) => operation.area === area),
      ),
    ]),
    ...guides.map(({ path, title, lead, body }): [string, string] => [
      path,
      docsPage(site, path, title, lead, body),
    ]),
  ]);
  return { site, operations, samples: readSamples(publicUrl), pages };
}

const send = (res: Response, page: string) =>
  res.type('html').setHeader('Cache-Control', 'no-cache').send(page);

/** Browsers cache assets for a year, so their address contains a hash of their content. */
function hashed(): Site['asset'] {
  const hashes = new Map(
    readdirSync(ASSETS).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(new URL(name, ASSETS)))
        .digest('base64url')
        .slice(0, 10),
    ]),
  );
  return (name) => `/portal/${name}?v=${hashes.get(name)}`;
}

/** The files in examples/, with this server's address instead of the default. */
function readSamples(publicUrl: string): Samples {
  const read = (name: string) =>
    readFileSync(new URL(name, EXAMPLES), 'utf8').replaceAll('http://127.0.0.1:3000', publicUrl);
  return { curl: read('ask.sh'), javascript: read('ask.js'), python: read('ask.py') };
}
