import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { noteAction } from './note-action.ts';

/**
 * Runs an operator's command between its two entries in the audit log. Every command that writes or reads in bulk goes
 * through it, unless it notes itself in the transaction of its change.
 */
export const noteCommand = <T>(
  ctx: Context,
  action: string,
  input: object,
  run: () => Promise<T>,
): Promise<T> => noteAction(ctx, { actor_kind: 'command', action, input, requestId: newId('req') }, run);
