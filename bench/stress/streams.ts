// 300 open streams on a pool of 5 connections: streams hold none.
import { percentile } from '../load.ts';
import { atMost, chat, each, exactly, openSetting, unsettled, type Chat, type Finding } from './setting.ts';

export async function streams(times = 300): Promise<Finding[]> {
  const setting = await openSetting({ DATABASE_POOL: '5' });
  try {
    Object.assign(setting.model.speech, { pieces: 100, everyMs: 250 });
    const chats: Chat[] = [];
    await each(times, 30, async (n) => void chats.push(await chat(setting, `s${n}`)));
    const ms: number[] = [];
    await each(300, 2, async () => {
      const asked = performance.now();
      const response = await fetch(`${setting.url}/usage`, {
        headers: { authorization: `Bearer ${setting.key}` },
      });
      await response.text();
      ms.push(performance.now() - asked);
    });
    const open = setting.model.open();
    await Promise.all(chats.map((one) => one.whole));
    return [
      exactly('streams open all the while', open, times),
      atMost('GET /usage meanwhile, p99 in ms', percentile(ms, 0.99), 200),
      exactly('answers that ended well', chats.filter((one) => one.events.at(-1) === 'end').length, times),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
    ];
  } finally {
    await setting.close();
  }
}
