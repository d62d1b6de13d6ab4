import type { z } from 'zod';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import type { AdminCall } from '../../call.ts';
import { FIRST_STEPS_CLOSED, MASTER_KEY_COPIED } from './first-step-settings.ts';

/** Notes what nobody can see from the database: that a copy of the master key exists, or that the list was closed. */
export async function noteFirstStep(
  { db }: AdminCall,
  { step }: z.output<typeof overview.noteFirstStep.input>,
): Promise<Record<string, never>> {
  const name = step === 'close' ? FIRST_STEPS_CLOSED : MASTER_KEY_COPIED;
  await db
    .insertInto('settings')
    .values({ name, value: Buffer.from(new Date().toISOString()) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return {};
}
