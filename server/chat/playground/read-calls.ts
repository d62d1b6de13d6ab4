import type { AppCall } from '../../call.ts';

/** The settled model calls of an answer, in their order, with their cost. */
export async function readCalls({ db, app }: AppCall, messageId: string) {
  const rows = await db
    .selectFrom('ledger')
    .select(['kind', 'model', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'estimated', 'cost'])
    .where('app_id', '=', app.appId)
    .where('message_id', '=', messageId)
    .where('status', '=', 'settled')
    .orderBy('usage_id')
    .execute();
  return rows.map(({ cost, ...row }) => ({ ...row, cost: cost === null ? null : Number(cost) }));
}
