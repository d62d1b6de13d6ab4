import type { Tx } from '../../../db/database.ts';
import { newId } from '../../platform/ids.ts';

/** A notice in the panel about a payment. @param subject what makes it one of its kind: it is raised once */
export async function raisePaymentNotice(
  tx: Tx,
  workspaceId: string,
  subject: string,
  message: string,
): Promise<void> {
  await tx
    .insertInto('notices')
    .values({ notice_id: newId('ntc'), workspace_id: workspaceId, kind: 'payment', subject, message })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'kind', 'subject']).doNothing())
    .execute();
}
