// 200 readers that stop reading, while the model would send 20 MB.
import { residentMb } from '../processes.ts';
import {
  atMost,
  chat,
  each,
  exactly,
  OPEN_ROWS,
  openSetting,
  sleep,
  STREAMING,
  unsettled,
  until,
  type Chat,
  type Finding,
} from './setting.ts';

export async function readers(times = 200): Promise<Finding[]> {
  const setting = await openSetting();
  try {
    Object.assign(setting.model.speech, { pieces: 20_000, piece: 'x'.repeat(1_000), everyMs: 0 });
    const before = residentMb(setting.pid());
    const chats: Chat[] = [];
    const started = performance.now();
    await each(times, 50, async (n) => void chats.push(await chat(setting, `r${n}`, { stall: true })));
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, residentMb(setting.pid()))), 250);
    await sleep(3_000);
    const asked = performance.now();
    const response = await fetch(`${setting.url}/usage`, {
      headers: { authorization: `Bearer ${setting.key}` },
    });
    await response.text();
    const answered = performance.now() - asked;
    const dropped = await until(90_000, () => setting.model.open() === 0);
    const seconds = (performance.now() - started) / 1_000;
    await until(60_000, async () => (await setting.one(OPEN_ROWS)) === 0);
    clearInterval(watch);
    for (const one of chats) one.abort();
    return [
      atMost('memory of the API above its rest, MB at most', most - before, 400),
      atMost('all of it is over after, s', dropped ? seconds : Infinity, 45),
      atMost('another request meanwhile, ms', answered, 1_000),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
      exactly('answers without an end', await setting.one(STREAMING), 0),
    ];
  } finally {
    await setting.close();
  }
}
