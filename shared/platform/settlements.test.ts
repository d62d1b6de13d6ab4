import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DocentError } from './errors.ts';
import { openLog } from './log.ts';
import { openSettlements } from './settlements.ts';

const settlements = () => openSettlements(openLog({ logLevel: 'silent' }));
const away = () => new DocentError('database_unavailable');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a short absence of the database is not noticed by the caller', async () => {
  let tries = 0;
  const settled = settlements().settle(async () => {
    if (++tries < 4) throw away();
    return 'kept';
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await settled).toBe('kept');
});

test('after a long outage the caller has its error, and the settlement is still made', async () => {
  let tries = 0;
  const settled = settlements().settle(async () => {
    if (++tries < 50) throw away();
    return 'kept';
  });
  const refusal = settled.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await refusal).toMatchObject({ code: 'database_unavailable' });
  expect(tries).toBeLessThan(10);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(tries).toBe(50);
});

test('any other failure is reported at once and not retried', async () => {
  let tries = 0;
  const settled = settlements().settle(async () => {
    tries++;
    throw new Error('a constraint');
  });
  await expect(settled).rejects.toThrow('a constraint');
  expect(tries).toBe(1);
});

test('a stopping process waits for registered work, up to its limit', async () => {
  const patient = settlements();
  const release = patient.hold();
  let drained = false;
  const draining = patient.drain(1_000).then(() => (drained = true));
  await vi.advanceTimersByTimeAsync(500);
  expect(drained).toBe(false);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(drained).toBe(true);
  await draining;

  const stuck = settlements();
  stuck.hold();
  const cut = stuck.drain(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await cut;
});
