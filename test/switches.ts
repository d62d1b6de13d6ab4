// Embedding switches in the state that a test needs, without their jobs.
import type { EmbeddingSwitchStatus } from '../db/tables/documents.ts';
import { newId } from '../shared/platform/ids.ts';
import type { Docent } from './harness.ts';

/** A switch of an app that is over. @returns its id */
export async function newSwitch({ ctx }: Docent, appId: string): Promise<string> {
  const switch_id = newId('esw');
  await ctx.db
    .insertInto('embedding_switches')
    .values({
      app_id: appId,
      switch_id,
      status: 'cancelled',
      generation: 100,
      from_model: 'builtin-hash',
      from_dimensions: 512,
      model: 'builtin-hash',
      dimensions: 512,
      query_prefix: 'query: ',
      document_prefix: '',
      automatic: false,
      chunk_count: 1,
      estimated_tokens: 1,
      requested_by: 'system',
    })
    .execute();
  return switch_id;
}

/** The state from which an operation on a switch succeeds. */
const before: Record<string, EmbeddingSwitchStatus> = {
  confirmEmbeddingSwitch: 'ready',
  resumeEmbeddingSwitch: 'failed',
  cancelEmbeddingSwitch: 'ready',
};

/** Puts a switch into the state that an operation needs; others of the app are cancelled, also for a new one. */
export async function readySwitch({ ctx }: Docent, switchId: string, operationId: string): Promise<void> {
  const status = before[operationId];
  if (!status && operationId !== 'startEmbeddingSwitch') return;
  const set = (status: EmbeddingSwitchStatus) =>
    ctx.db
      .updateTable('embedding_switches')
      .set({ status })
      .set('attempt', (eb) => eb('attempt', '+', 1));
  const { app_id } = await ctx.db
    .selectFrom('embedding_switches')
    .select('app_id')
    .where('switch_id', '=', switchId)
    .executeTakeFirstOrThrow();
  await set('cancelled').where('app_id', '=', app_id).execute();
  if (status) await set(status).where('switch_id', '=', switchId).execute();
}
