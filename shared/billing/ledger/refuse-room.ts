import { fail } from '../../platform/errors.ts';
import type { Measured } from './measure-workspace.ts';

export type Countable = 'documents' | 'stored_bytes' | 'apps';

const reasons: Record<Countable, (limit: number) => string> = {
  documents: (limit) => `${limit} documents and all are in use. Delete documents you no longer need`,
  stored_bytes: (limit) =>
    `${Math.floor(limit / 1_048_576)} MB for documents, which this would exceed. Delete documents you no longer need`,
  apps: (limit) => `${limit} apps and all are in use. Erase an app you no longer need`,
};

/** @throws quota_exceeded, with the plan's limit and what to do */
export function refuseRoom(measured: Measured, quota: Countable): never {
  const limit = measured[quota]!;
  return fail(
    'quota_exceeded',
    `The ${measured.plan_name} plan includes ${reasons[quota](limit)}, or ask the operator for a larger plan.`,
    { quota, limit },
  );
}
