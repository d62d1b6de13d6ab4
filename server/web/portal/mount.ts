// The developer portal: its pages and assets, with a policy that allows no inline script or style.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../../../shared/context.ts';
import { once } from '../../../shared/platform/once.ts';
import { systemCall } from '../../call.ts';
import { getStatus } from '../../operations/status/get-status.ts';
import { homePage, type Samples } from './home.ts';
import { docsPage, type Site } from './layout.ts';
import { readGuides } from './read-guides.ts';
import type { OpenApi } from './open-api.ts';
import { readReference } from './read-reference.ts';
import { referenceMarkdown } from './reference-markdown.ts';
import { referencePage } from './reference-page.ts';
import { missingPage } from './missing-page.ts';
import { openSearch } from './open-search.ts';
import { searchPage } from './search-page.ts';
import { sectionsOf } from './sections-of.ts';
import { writeLlms } from './write-llms.ts';

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
  app.get('/llms.txt', (_req, res) => sendText(res, 'text/plain', portal().llms));
  app.get('/docs/find', policy, (req, res) => {
    const { site, search } = portal();
    const { q } = req.query;
    const words = typeof q === 'string' ? q.slice(0, 200).trim() : '';
    send(res, searchPage(site, words, words ? search(words) : []));
  });
  app.get('/docs/:page', policy, (req: Request, res: Response, next: NextFunction) => {
    const { pages, markdown } = portal();
    const name = String(req.params['page']);
    const text = name.endsWith('.md') ? markdown.get(name.slice(0, -3)) : undefined;
    const page = pages.get(name);
    if (text) sendText(res, 'text/markdown', text);
    else if (page) send(res, page);
    else next();
  });
  app.use(policy, (req, res, next) => {
    const isPage = req.method === 'GET' && !OF_PROGRAMS.test(req.path);
    if (isPage && req.accepts(['json', 'html']) === 'html') send(res.status(404), missingPage(portal().site));
    else next();
  });
}

/** What is asked for there is answered in JSON, to people too. */
const OF_PROGRAMS = /^\/(api|openai|mcp|admin|webhooks|portal|metrics)(\/|$)/;

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
  const markdown = new Map<string, string>([
    ...areas.map((area): [string, string] => [
      area.toLowerCase(),
      referenceMarkdown(
        area,
        operations.filter((operation) => operation.area === area),
      ),
    ]),
    ...guides.map(({ path, markdown }): [string, string] => [path, markdown]),
  ]);
  return {
    site,
    operations,
    samples: readSamples(publicUrl),
    pages,
    markdown,
    llms: writeLlms(site),
    search: openSearch(sectionsOf(guides, operations)),
  };
}

const sendText = (res: Response, mediaType: string, text: string) =>
  res.type(`${mediaType}; charset=utf-8`).setHeader('Cache-Control', 'no-cache').send(text);

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
