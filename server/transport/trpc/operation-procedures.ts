// The public operations as procedures: the same use cases, in an app that the admin chooses.
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { z } from 'zod';
import { operations, type Bound } from '../operations.ts';
import { AppId, type Role } from '../../../shared/contract/index.ts';
import { within, type Meta } from './base.ts';

/** An operation without input has an empty record as its type, which excludes the app id. */
type InApp<I> = (string extends keyof I ? object : I) & { app_id: string };
type Input<B extends Bound> = InApp<z.input<B['operation']['input']>>;
type Output<B extends Bound> = Awaited<ReturnType<B['run']>>;
/** The type of the procedure for a bound operation. */
type ProcedureOf<B extends Bound> = B['operation']['method'] extends 'get'
  ? TRPCQueryProcedure<{ input: Input<B>; output: Output<B>; meta: Meta }>
  : TRPCMutationProcedure<{ input: Input<B>; output: Output<B>; meta: Meta }>;
type RouterOf<P> = {
  [G in keyof P]: {
    [
      K in keyof P[G] as P[G][K] extends { operation: { binary: readonly string[] } } ? never : K
    ]: P[G][K] extends Bound ? ProcedureOf<P[G][K]> : never;
  };
};

type NeededBy<P> = { [G in keyof P]: { [K in keyof P[G]]: Role } };

/** What people asked requires the role analyst; so do operations that call models. */
const needed: NeededBy<RouterOf<typeof operations>> = {
  chat: { sendMessage: 'analyst', stop: 'analyst', replay: 'analyst' },
  documents: {
    upload: 'admin',
    list: 'viewer',
    get: 'viewer',
    replace: 'admin',
    refresh: 'admin',
    delete: 'admin',
  },
  sources: {
    list: 'viewer',
    create: 'admin',
    get: 'viewer',
    update: 'admin',
    delete: 'admin',
    refresh: 'admin',
    pages: 'viewer',
  },
  embedding: {
    get: 'viewer',
    estimate: 'viewer',
    start: 'admin',
    list: 'viewer',
    getSwitch: 'viewer',
    confirm: 'admin',
    resume: 'admin',
    cancel: 'admin',
  },
  search: { documents: 'analyst' },
  sessions: { list: 'analyst', get: 'analyst', delete: 'admin' },
  feedback: { give: 'analyst' },
  evaluations: {
    list: 'analyst',
    create: 'admin',
    get: 'analyst',
    update: 'admin',
    delete: 'admin',
    questions: 'analyst',
    addQuestions: 'analyst',
    updateQuestion: 'analyst',
    deleteQuestion: 'analyst',
    runs: 'analyst',
    start: 'analyst',
    getRun: 'analyst',
    cancel: 'analyst',
    resume: 'analyst',
    results: 'analyst',
    compare: 'analyst',
  },
  curatedAnswers: { list: 'viewer', create: 'admin', get: 'viewer', update: 'admin', delete: 'admin' },
  settingsHistory: { list: 'viewer' },
  handovers: { request: 'analyst', list: 'analyst', update: 'analyst' },
  unanswered: { list: 'analyst', review: 'analyst' },
  usage: { get: 'viewer' },
  status: { get: 'viewer' },
  widget: { get: 'viewer' },
  erasures: { request: 'admin', get: 'admin', list: 'admin', signingKeys: 'viewer' },
  exports: { request: 'admin', get: 'admin', list: 'admin' },
};

function operationProcedure({ operation, run }: Bound, role: Role) {
  // Both inputs of a procedure parse the same object.
  const parsed = within(role).input((operation.input as z.ZodObject).safeExtend({ app_id: AppId }));
  return operation.method === 'get'
    ? parsed.query(({ ctx, input }) => run(ctx.call, input))
    : parsed.mutation(({ ctx, input }) => run(ctx.call, input));
}

export const operationProcedures = Object.fromEntries(
  Object.entries(operations).map(([group, members]) => [
    group,
    Object.fromEntries(
      Object.entries(members)
        // Binary responses do not fit into JSON batches: the panel links to a route for them.
        .filter(([, bound]) => !('binary' in bound.operation))
        .map(([name, bound]) => [
          name,
          operationProcedure(bound as Bound, (needed as Record<string, Record<string, Role>>)[group]![name]!),
        ]),
    ),
  ]),
) as unknown as RouterOf<typeof operations>;
