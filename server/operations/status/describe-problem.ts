import { publicError } from '../../../shared/platform/errors.ts';

/** A sentence for people about a store that takes no changes. */
export function describeProblem(store: 'database' | 'files', problem: unknown): string {
  const name = store === 'database' ? 'database' : 'file store';
  return publicError(problem).code === 'storage_full'
    ? `The disk of the ${name} is full.`
    : `The ${name} takes no changes.`;
}
