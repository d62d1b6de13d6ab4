import type { NextFunction, Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** A name, an IPv4 address or an IPv6 address in brackets, and a port. */
const HOST = /^([^\s:/?#@\\[\]]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const isHost = (host: string) => HOST.test(host) && URL.canParse(`http://${host}`);

/** The addresses of the panel, as far as the server knows: PUBLIC_URL's, and the one that was asked for. */
export const ownOrigins = ({ config }: Pick<Context, 'config'>, req: Request): string[] => [
  new URL(config.publicUrl).origin,
  `${req.protocol}://${req.host}`,
];

/**
 * In addition to the SameSite=Lax cookie: requests of other sites change nothing, and the router refuses them. Browsers
 * send Origin or Sec-Fetch-Site, which no page can set; a request without either changes nothing. Proxies often replace
 * the Host, or leave it out: then Sec-Fetch-Site or PUBLIC_URL says that a request is the panel's own.
 * @throws origin_not_allowed; invalid_request for a Host that is none
 */
export const ownRequests = (ctx: Context) => (req: Request, _res: Response, next: NextFunction) => {
  const { publicUrl } = ctx.config;
  // With TRUST_PROXY, the host that the proxy was asked for.
  const host = req.host || new URL(publicUrl).host;
  if (!isHost(host))
    fail('invalid_request', 'The Host header is not a host. Let your proxy pass on the Host it received.');
  const { origin } = req.headers;
  const site = req.headers['sec-fetch-site'];
  const ours =
    site === undefined
      ? origin !== undefined && ownOrigins(ctx, req).includes(origin)
      : site === 'same-origin' || site === 'none';
  const foreign = site === undefined ? origin !== undefined && !ours : !ours;
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (reads ? foreign && /^\/api(\/|$)/.test(req.path) : !ours)
    fail(
      'origin_not_allowed',
      origin && site === undefined
        ? `The panel accepts changes from its own pages only, and this one came from ${origin.slice(0, 200)}. If that is ` +
            "the panel's own address, set PUBLIC_URL to it."
        : 'The panel accepts changes from its own pages only.',
    );
  // Remix compares Origin and Host once more, and knows nothing of PUBLIC_URL.
  if (ours && origin !== undefined) {
    if (URL.canParse(origin)) req.headers.host = new URL(origin).host;
    else Object.assign(req.headers, { host, origin: `${req.protocol}://${host}` });
  } else req.headers.host = host;
  delete req.headers['x-forwarded-host'];
  next();
};
