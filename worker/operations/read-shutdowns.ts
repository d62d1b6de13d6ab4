import { z } from 'zod';
import type { Run, Worker } from '../worker.ts';

/** OpenAI has `shutdown_date` since autumn 2026; other servers have no such field. */
const Listed = z.object({
  data: z.array(z.object({ id: z.string().max(200), shutdown_date: z.string().nullish() })),
});
const DAY = /^\d{4}-\d{2}-\d{2}/;

/** Keeps the shutdowns that the model server announces. A server without a list of models announces none. */
export async function readShutdowns(
  { models, db, log }: Pick<Worker, 'models' | 'db' | 'log'>,
  { signal }: Run<object>,
) {
  const answered = await models.list(signal).catch((error) => {
    signal.throwIfAborted();
    log.info({ err: error }, 'the model server lists no models');
  });
  const { data } = Listed.safeParse(answered);
  if (!data) return;
  const announced = data.data.flatMap(({ id, shutdown_date }) => {
    const [day] = DAY.exec(shutdown_date ?? '') ?? [];
    return day && !Number.isNaN(Date.parse(day)) ? [{ model: id, shuts_down_on: day }] : [];
  });
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('model_shutdowns').execute();
    if (announced.length > 0)
      await tx
        .insertInto('model_shutdowns')
        .values(announced)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  });
}
