// The public operations as procedures of the panel: the same use cases, in an app of the admin's choice.
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { z } from 'zod';
import { procedures, type Bound } from '../procedures.ts';
import { within } from './base.ts';

/** An operation without input has a record of nothing, which would forbid the app too. */
type InApp<I> = (string extends keyof I ? object : I) & { app_id: string };
type Input<B extends Bound> = InApp<z.input<B['operation']['input']>>;
type Output<B extends Bound> = Awaited<ReturnType<B['run']>>;
/** What a query or mutation of a bound operation looks like to the panel. */
type ProcedureOf<B extends Bound> = B['operation']['method'] extends 'get'
  ? TRPCQueryProcedure<{ input: Input<B>; output: Output<B>; meta: unknown }>
  : TRPCMutationProcedure<{ input: Input<B>; output: Output<B>; meta: unknown }>;
type RouterOf<P> = {
  [G in keyof P]: {
    [K in keyof P[G] as P[G][K] extends { operation: { binary: true } } ? never : K]: P[G][K] extends Bound
      ? ProcedureOf<P[G][K]>
      : never;
  };
};

function operationProcedure({ operation, run }: Bound) {
  const kind = operation.method === 'get' ? 'query' : 'mutation';
  const parsed = within(kind).input(operation.input as z.ZodObject);
  return kind === 'query'
    ? parsed.query(({ ctx, input }) => run(ctx.call, input))
    : parsed.mutation(({ ctx, input }) => run(ctx.call, input));
}

export const operations = Object.fromEntries(
  Object.entries(procedures).map(([group, members]) => [
    group,
    Object.fromEntries(
      Object.entries(members)
        // Bytes have no place in a batch of JSON: the panel links to the REST route.
        .filter(([, bound]) => !('binary' in bound.operation))
        .map(([name, bound]) => [name, operationProcedure(bound as Bound)]),
    ),
  ]),
) as unknown as RouterOf<typeof procedures>;
