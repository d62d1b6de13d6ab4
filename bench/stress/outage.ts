// Postgres is gone for a minute, in the middle of answers; nothing is restarted.
import { openGate } from '../gate.ts';
import {
  atMost,
  chat,
  exactly,
  OPEN_ROWS,
  openSetting,
  sleep,
  STREAMING,
  unsettled,
  until,
  type Finding,
} from './setting.ts';

export async function outage(seconds = 60): Promise<Finding[]> {
  const gate = await openGate(new URL(process.env['BENCH_DATABASE_URL']!));
  const setting = await openSetting({}, gate.through);
  try {
    const running = await Promise.all(Array.from({ length: 20 }, (_, n) => chat(setting, `o${n}`)));
    await sleep(200);
    gate.shut();
    await Promise.all(running.map((one) => one.whole));
    const refused = await chat(setting, 'late').then(
      () => 0,
      () => 1,
    );
    await sleep(seconds * 1_000);
    await gate.reopen();
    const back = performance.now();
    const answers = async () => {
      const one = await chat(setting, `b${Math.random()}`).catch(() => undefined);
      await one?.whole;
      return one?.events.at(-1) === 'end';
    };
    const recovered = await until(90_000, answers);
    const took = (performance.now() - back) / 1_000;
    await until(180_000, async () => (await setting.one(STREAMING)) + (await setting.one(OPEN_ROWS)) === 0);
    return [
      exactly(
        'running answers that ended with end or error',
        running.filter((one) => /^(end|error)$/.test(one.events.at(-1)!)).length,
        20,
      ),
      exactly('a question meanwhile is refused', refused, 1),
      atMost('answers again after its return, s', recovered ? took : Infinity, 30),
      exactly('answers without an end', await setting.one(STREAMING), 0),
      exactly('ledger rows open', await setting.one(OPEN_ROWS), 0),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
    ];
  } finally {
    await setting.close();
    gate.shut();
  }
}
