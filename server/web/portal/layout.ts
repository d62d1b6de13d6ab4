import { html } from 'ghtml';
import { VERSION } from '../../../shared/platform/version.ts';

export type Site = {
  publicUrl: string;
  hasPanel: boolean;
  /** Areas of the reference, in order. */
  areas: string[];
  guides: { path: string; title: string; lead: string }[];
  /** Path of an asset, with a hash of its content. */
  asset(name: string): string;
};
export type Health = 'operational' | 'degraded' | 'down';

const mark =
  '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="8" fill="currentColor"/><path class="mark" d="M9 10h14M9 16h14M9 22h8" stroke-width="3" stroke-linecap="round"/></svg>';

/** The layout of every page. `body` is HTML. */
export const page = (site: Site, title: string, description: string, body: string): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="${description}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="${site.asset('favicon.svg')}" type="image/svg+xml" />
        <link rel="stylesheet" href="${site.asset('portal.css')}" />
        <script src="${site.asset('portal.js')}" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="top">
          <div class="wide bar">
            <a class="brand" href="/">!${mark}<span>Docent</span></a>
            <nav aria-label="Main">
              <a href="/docs">Reference</a><a href="/docs/embed">Widget</a
              ><a href="/docs/security">Security</a>
            </nav>
            !${site.hasPanel ? '<a class="button small" href="/admin">Open the panel</a>' : ''}
          </div>
        </header>
        <main id="content">!${body}</main>
        <footer>
          <div class="wide">
            <span>Docent ${VERSION}, MIT licence</span>
            <nav aria-label="More">
              <a href="/docs/errors">Errors</a><a href="/docs/limits">Limits</a
              ><a href="/api/v1/openapi.json">OpenAPI 3.1</a><a href="/api/v1/status">Status</a>
            </nav>
          </div>
        </footer>
      </body>
    </html>`;

export const statusPill = (status: Health): string =>
  html`<p class="pill ${status}" data-status role="status">
    <span class="dot"></span><span class="word">${healthWords[status]}</span>
  </p>`;

const healthWords = { operational: 'All systems operational', degraded: 'Degraded', down: 'Down' };

/** The form that searches the docs; without a script. */
export const searchForm = (words: string): string =>
  html`<form class="search" role="search" action="/docs/find">
    <input
      type="search"
      name="q"
      aria-label="Search the docs"
      placeholder="Search the docs"
      value="${words}"
      maxlength="200"
      required
    />
    <button class="button plain" type="submit">Search</button>
  </form>`;

/** The layout of a documentation page, with the navigation. @param path empty: a page that is none of the documentation's own */
export function docsPage(site: Site, path: string, title: string, description: string, body: string): string {
  const link = (to: string, label: string) =>
    html`<li><a href="/docs/${to}" !${to === path ? 'aria-current="page"' : ''}>${label}</a></li>`;
  const areas = site.areas.map((area) => link(area.toLowerCase(), area)).join('');
  const guides = site.guides.map((guide) => link(guide.path, guide.title));
  return page(
    site,
    `${title} · Docent`,
    description,
    html`<div class="wide docs">
      <nav class="side" aria-label="Documentation">
        !${searchForm('')}
        <p>API reference</p>
        <ul>
          !${areas}
        </ul>
        <p>Guides</p>
        <ul>
          !${guides.join('')}
        </ul>
      </nav>
      <article>
        !${path ? html`<a class="markdown" href="/docs/${path}.md">View as Markdown</a>` : ''}
        <h1>${title}</h1>
        <p class="lead">${description}</p>
        !${body}
      </article>
    </div>`,
  );
}
