import type { Tx } from '../../../db/database.ts';
import { openErasure } from '../../../shared/privacy/erasures/open-erasure.ts';
import { requireNoHold } from '../../../shared/privacy/retention/legal-hold.ts';
import { actorIdOf, type AppCall } from '../../call.ts';

/** @throws legal_hold */
export async function openOwnErasure(
  call: AppCall,
  tx: Tx,
  kind: 'document' | 'session' | 'end_user',
  id: string,
) {
  const { appId, workspaceId } = call.app;
  await requireNoHold(tx, appId);
  return openErasure(call.queue, tx, { appId, workspaceId, kind, id }, actorIdOf(call.actor));
}
