import { fail } from '../../../shared/platform/errors.ts';
import { openErasure } from '../../../shared/privacy/erasures/open-erasure.ts';
import { requireNoHold } from '../../../shared/privacy/retention/legal-hold.ts';
import { actorIdOf, type AppCall } from '../../call.ts';

/**
 * Erases an app with everything in it, including its data key. Its usage stays for the invoice, without a name.
 * @throws app_not_found; legal_hold; invalid_request if the typed name is wrong
 */
export async function eraseApp(
  { connection, queue, app: { appId, workspaceId }, actor }: AppCall,
  { name }: { name: string },
): Promise<{ erasure_id: string }> {
  // Not as the tenant: what is left is counted in every table.
  return connection.db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('apps').select('name').where('app_id', '=', appId).executeTakeFirst();
    if (!row) fail('app_not_found');
    if (row.name !== name.trim()) fail('invalid_request', `Type the app's name, ${row.name}, to erase it.`);
    await requireNoHold(tx, appId);
    const subject = { appId, workspaceId, kind: 'app' as const, id: appId };
    const { erasureId } = await openErasure(queue, tx, subject, actorIdOf(actor));
    return { erasure_id: erasureId };
  });
}
