// An app that offers a form, and a request for a person in one of its sessions.
import { until } from './until.ts';
import type { Docent } from './harness.ts';

/** @param word in everything that is written */
export async function newHandover(
  docent: Docent,
  appId: string,
  word: string,
  session_id: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const handover = { kind: 'form', consent: 'You may store this and answer me.' };
  await docent.ctx.db
    .updateTable('apps')
    .set({ handover: JSON.stringify(handover) })
    .where('app_id', '=', appId)
    .execute();
  const json = { session_id, contact: `${word}@example.com`, message: `About the ${word}.`, consent: true };
  let handover_id = '';
  // Settings take effect within a second.
  await until('the form', async () => {
    const response = await docent.api('/handovers', { json, headers });
    ({ handover_id } = await response.json());
    return response.ok;
  });
  return handover_id;
}
