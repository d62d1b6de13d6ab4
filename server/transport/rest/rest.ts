// /api/v1: every operation of the contract with its use case.
import { Router } from 'express';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { operations, type Bound } from '../operations.ts';
import type { Admission } from './admission.ts';
import { serve } from './serve.ts';

/** A router with a route for each operation. Another method on a known path gets 405. */
export function rest(ctx: Context, admission: Admission): Router {
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const bound of Object.values(operations).flatMap((group) => Object.values<Bound>(group))) {
    const path = bound.operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[bound.operation.method](path, (req, res) => serve(ctx, admission, bound, req, res));
    methods.set(path, [...(methods.get(path) ?? []), bound.operation.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods)
    router.all(path, (_req, res) => {
      res.setHeader('Allow', allowed.join(', '));
      fail('method_not_allowed', `Use ${allowed.join(' or ')}.`);
    });
  router.use(() => fail('not_found'));
  return router;
}
