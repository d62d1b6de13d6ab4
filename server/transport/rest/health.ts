import { Router } from 'express';
import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';

/**
 * `/healthz`: the process is running. `/readyz`: it can take requests; not while it is stopping or has no database.
 */
export function health(ctx: Context): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ success: true }));
  router.get('/readyz', async (_req, res) => {
    const ready =
      !ctx.stopping.signal.aborted &&
      (await sql`select 1`.execute(ctx.db).then(
        () => true,
        () => false,
      ));
    res.status(ready ? 200 : 503).json({ success: ready });
  });
  return router;
}
