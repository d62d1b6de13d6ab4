import { setTimeout as sleep } from 'node:timers/promises';
import type { Erasure } from '../../shared/contract/erasures.ts';
import type { Service } from './api-and-panel.ts';

/** Asks for an erasure, and waits until nothing is left. */
export async function erase(
  { api }: Service,
  whom: { end_user_id: string } | { document_id: string },
): Promise<void> {
  let { erasure } = JSON.parse(await api('POST', '/erasures', whom)) as { erasure: Erasure };
  while (erasure.status !== 'completed') {
    await sleep(10);
    ({ erasure } = JSON.parse(await api('GET', `/erasures/${erasure.erasure_id}`)));
  }
}
