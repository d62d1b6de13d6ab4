import type { Scope } from '../../../shared/contract/operation.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** @throws missing_scope, which names the scope */
export function requireScope(scopes: readonly string[], scope: Scope): void {
  if (!scopes.includes(scope))
    fail('missing_scope', `This API key does not have the scope ${scope}.`, { scope });
}
