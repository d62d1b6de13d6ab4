// One log line, one count and, with tracing, one span per request. Uses the route, not the address, so that no key or
// text gets in.
import type { NextFunction, Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';

const MOUNTS = ['/api/v1', '/openai/v1', '/mcp', '/admin'];
/** Polled by machines all the time. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** The matched route, such as `/api/v1/documents/:document_id`. */
function routeOf(req: Request, path: string): string {
  const mount = MOUNTS.find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const pattern: unknown = (req.route as { path?: unknown } | undefined)?.path;
  if (mount === '/admin') return mount;
  if (typeof pattern !== 'string') return 'unmatched';
  return !mount || pattern.startsWith(mount) ? pattern : mount + pattern.replace(/^\/$/, '');
}

export function observe(ctx: Context) {
  const { metrics, tracing } = ctx;
  return (req: Request, res: Response, next: NextFunction): void => {
    const started = performance.now();
    // Routers shorten it while they handle the request.
    const { path, method } = req;
    const span = tracing?.begin(method, {
      kind: 'server',
      attributes: { 'http.request.method': method, 'url.scheme': req.protocol },
      traceparent: req.headers.traceparent as string | undefined,
    });
    metrics.open.add(res);
    res.once('close', () => {
      metrics.open.delete(res);
      const ms = performance.now() - started;
      const route = routeOf(req, path);
      const appId = res.locals['appId'] as string | undefined;
      // A client that disconnected is recorded separately, as nginx does.
      const status = res.writableFinished ? res.statusCode : 499;
      metrics.requests.inc({ method, route, status, app: metrics.appLabel(appId) });
      metrics.requestSeconds.observe({ route }, ms / 1000);
      const requestId = String(res.getHeader('X-Request-Id'));
      ctx.log[QUIET.has(route) ? 'debug' : 'info'](
        { request_id: requestId, method, route, status, ms: Math.round(ms), app_id: appId },
        'request',
      );
      if (!span) return;
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.route': route,
        'http.response.status_code': status,
        'docent.request_id': requestId,
        'docent.app_id': appId,
      });
      if (status >= 500) span.setAttribute('error.type', String(status));
      span.end();
    });
    if (span) tracing!.within(span, next);
    else next();
  };
}
