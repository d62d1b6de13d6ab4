// /metrics is for the operator: with METRICS_TOKEN for its holder, without it for this machine only.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { sql } from 'kysely';
import { collectDefaultMetrics } from 'prom-client';
import { DEAD_LETTERS, jobs } from '../../../shared/platform/jobs.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** A local host name. A page that points its own name at 127.0.0.1 has another one. */
const OWN_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** @returns the handler of GET /metrics; to others the route does not exist */
export function metricsRoute(ctx: Context) {
  const { registry } = ctx.metrics;
  let begun = false;
  return async (req: Request, res: Response): Promise<void> => {
    if (!mayRead(req, ctx.config.metricsToken)) fail('not_found');
    // Process metrics (memory, event loop, garbage collection) are collected only when they are read.
    if (!begun) collectDefaultMetrics({ register: registry });
    begun = true;
    samplePool(ctx);
    await sampleQueues(ctx);
    res.setHeader('Cache-Control', 'no-store');
    res.type(registry.contentType).send(await registry.metrics());
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function mayRead(req: Request, token: string | undefined): boolean {
  if (token) return timingSafeEqual(digest(req.headers.authorization ?? ''), digest(`Bearer ${token}`));
  return (
    LOOPBACK.test(req.socket.remoteAddress ?? '') &&
    OWN_NAME.test(req.headers.host ?? '') &&
    FORWARDED.every((name) => req.headers[name] === undefined)
  );
}

function samplePool({ metrics, connection: { engine } }: Context): void {
  if (engine.kind !== 'postgres') return;
  const { totalCount, idleCount, waitingCount } = engine.pool;
  metrics.pool.set({ state: 'busy' }, totalCount - idleCount);
  metrics.pool.set({ state: 'idle' }, idleCount);
  metrics.pool.set({ state: 'waiting' }, waitingCount);
}

type Depth = { name: string; state: string; jobs: number; age: number };

async function sampleQueues({ db, metrics }: Context): Promise<void> {
  metrics.queueJobs.reset();
  metrics.queueAge.reset();
  try {
    const { rows } = await sql<Depth>`
      select name, state::text as state, count(*)::integer as jobs,
        coalesce(extract(epoch from now() - min(start_after) filter (where start_after < now())), 0)::float8 as age
      from pgboss.job where state < 'completed' group by name, state`.execute(db);
    metrics.databaseUp.set(1);
    for (const queue of [...Object.keys(jobs), DEAD_LETTERS]) {
      const states = rows.filter((row) => row.name === queue);
      const waiting = states.filter(({ state }) => state !== 'active');
      metrics.queueJobs.set(
        { queue, state: 'waiting' },
        waiting.reduce((sum, row) => sum + row.jobs, 0),
      );
      metrics.queueJobs.set(
        { queue, state: 'active' },
        states.find(({ state }) => state === 'active')?.jobs ?? 0,
      );
      metrics.queueAge.set({ queue }, Math.max(0, ...waiting.map(({ age }) => age)));
    }
  } catch {
    metrics.databaseUp.set(0);
  }
}
