import type { Tx } from '../../../db/database.ts';
import type { Opened } from '../../../shared/privacy/erasures/open-erasure.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { openOwnErasure } from './open-own-erasure.ts';

/** @throws session_not_found */
export async function eraseSession(call: AppCall, tx: Tx, sessionId: string): Promise<Opened> {
  const opened = await openOwnErasure(call, tx, 'session', sessionId);
  if (opened.removed.sessionIds.length === 0) fail('session_not_found');
  return opened;
}
