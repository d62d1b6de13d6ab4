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

const refusedBy = (code: string) => Object.assign(new Error('refused by the database'), { code });

test.each([
  '25006',
  '53100',
  '53200',
  '40001',
  '40P01',
  '55P03',
  '57014',
  '57P01',
  '57P05',
  'XX000',
  'ENOSPC',
])('whatever may pass is retried: %s', async (code) => {
  let tries = 0;
  const settled = settlements().settle(async () => {
    if (++tries < 50) throw refusedBy(code);
    return 'kept';
  });
  settled.catch(() => {});
  await vi.advanceTimersByTimeAsync(600_000);
  expect(tries).toBe(50);
});

test.each(['22003', '22P02', '23514'])(
  'values that the database refuses are not retried: %s',
  async (code) => {
    let tries = 0;
    const settled = settlements().settle(async () => {
      tries++;
      throw refusedBy(code);
    });
    await expect(settled).rejects.toMatchObject({ code });
    expect(tries).toBe(1);
  },
);

test('in place of refused values others are settled, as patiently', async () => {
  let tries = 0;
  const settled = settlements().settle<string>(
    async () => {
      throw refusedBy('22003');
    },
    async () => {
      if (++tries < 3) throw refusedBy('25006');
      return 'counted ourselves';
    },
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await settled).toBe('counted ourselves');
});

test('the age of the oldest work is known until its settlement has ended', async () => {
  const own = settlements();
  expect(own.oldestMs()).toBe(0);
  const release = own.hold();
  await vi.advanceTimersByTimeAsync(4_000);
  let away = true;
  const settled = own.settle(async () => {
    if (away) throw refusedBy('25006');
  });
  release();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(own.oldestMs()).toBe(1_000);
  away = false;
  await vi.advanceTimersByTimeAsync(10_000);
  await settled;
  expect(own.oldestMs()).toBe(0);
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
