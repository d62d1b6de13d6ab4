import { Router } from 'express';
import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';

/**
 * `/healthz`: the process is running. `/readyz`: it can take requests; not while it is draining or stopping, or the
 * database is away or takes no changes.
 */
export function health(ctx: Context): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ success: true }));
  router.get('/readyz', async (_req, res) => {
    const ready =
      !ctx.draining.begun &&
      !ctx.stopping.signal.aborted &&
      ctx.heartbeat.problems().database === undefined &&
      (await sql`select 1`.execute(ctx.db).then(
        () => true,
        () => false,
      ));
    res.status(ready ? 200 : 503).json({ success: ready });
  });
  return router;
}
