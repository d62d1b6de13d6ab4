// 1,000 streams whose readers disconnect at random points.
import { seeded } from '../corpus.ts';
import {
  atMost,
  chat,
  each,
  exactly,
  OPEN_ROWS,
  openSetting,
  sleep,
  sockets,
  STREAMING,
  unsettled,
  until,
  type Finding,
} from './setting.ts';

const SETTLED = "select count(*) from ledger where kind = 'chat' and status = 'settled'";

export async function abort(times = 1_000): Promise<Finding[]> {
  const setting = await openSetting();
  try {
    const random = seeded(3);
    await sleep(6_000);
    const settledBefore = await setting.one(SETTLED);
    const before = sockets(setting.pid());
    const gone = new Map<string, number>();
    await each(times, 20, async (n) => {
      const one = await chat(setting, `a${n}`);
      await sleep(random() * 600);
      gone.set(`a${n}`, performance.now());
      one.abort();
    });
    await until(10_000, () => setting.model.open() === 0);
    const late = [...gone].map(([id, at]) => (setting.model.calls.get(id)?.[0]?.closedAt ?? at) - at);
    await until(20_000, async () => (await setting.one(OPEN_ROWS)) === 0);
    await until(30_000, () => sockets(setting.pid()) <= before);
    return [
      atMost('slowest end of the upstream call after its reader left, ms', Math.max(...late), 1_000),
      exactly('upstream calls still open', setting.model.open(), 0),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
      exactly(
        'ledger rows of answers, settled',
        (await setting.one(SETTLED)) - settledBefore,
        setting.model.calls.size,
      ),
      exactly('ledger rows open', await setting.one(OPEN_ROWS), 0),
      exactly('answers without an end', await setting.one(STREAMING), 0),
      atMost('sockets of the API afterwards', sockets(setting.pid()), before),
      exactly(
        'database sessions in a transaction',
        await setting.one(
          "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'",
        ),
        0,
      ),
    ];
  } finally {
    await setting.close();
  }
}
