// A small site on a port of its own: pages that a test writes, with validators, and a record of what was asked for.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startHttpServer } from './http-server.ts';

type Answer = { status?: number; headers?: Record<string, string>; body?: string | Buffer };

export type WebSite = {
  url: string;
  /** By path with query; a function answers by itself. */
  pages: Map<string, Answer | ((req: IncomingMessage, res: ServerResponse) => unknown)>;
  /** The requests since it was last emptied, as `GET /path 200`. */
  seen: string[];
  /** The host that was asked for, by request. */
  hosts: string[];
  close(): Promise<void>;
};

/** @param validate send ETags, and 304 to whoever has the page */
export async function startWebSite({ validate = true } = {}): Promise<WebSite> {
  const pages: WebSite['pages'] = new Map();
  const seen: string[] = [];
  const hosts: string[] = [];
  const server = await startHttpServer((req, res) => {
    hosts.push(req.headers.host ?? '');
    res.on('finish', () => seen.push(`${req.method} ${req.url} ${res.statusCode}`));
    const page = pages.get(req.url!);
    if (typeof page === 'function') return page(req, res);
    if (!page) return res.writeHead(404).end('Nothing here.');
    const { status = 200, headers = {}, body = '' } = page;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`;
    if (validate && status === 200 && req.headers['if-none-match'] === etag) return res.writeHead(304).end();
    const type = /^\s*<\?xml/.test(body.toString()) ? 'application/xml' : 'text/html; charset=utf-8';
    res.writeHead(status, { 'content-type': type, ...(validate && { etag }), ...headers });
    return res.end(body);
  });
  return { ...server, pages, seen, hosts };
}

/** A page with a text and links. */
export const pageOf = (title: string, text: string, links: string[] = [], head = ''): { body: string } => ({
  body: `<!doctype html><html><head><title>${title}</title>${head}</head><body><nav>${links
    .map((href) => `<a href="${href}">${href}</a>`)
    .join(' ')}</nav><main><h1>${title}</h1><p>${text}</p></main></body></html>`,
});
