// A model server that disconnects at 200 different points.
import { chat, each, exactly, OPEN_ROWS, openSetting, unsettled, type Finding } from './setting.ts';

export async function upstream(times = 200): Promise<Finding[]> {
  const setting = await openSetting();
  try {
    Object.assign(setting.model.speech, { pieces: times + 1, everyMs: 2 });
    let reported = 0;
    let misheard = 0;
    await each(times, 10, async (n) => {
      // Before the first piece it is an HTTP error; after that, an event.
      const one = await chat(setting, `u${n}`, { cut: n }).catch((error: Error) => error);
      if (one instanceof Error) return void (reported += n === 0 ? 1 : 0);
      await one.whole;
      if (
        one.events.at(-1) === 'error' &&
        one.events.filter((event) => /^(error|end)$/.test(event)).length === 1
      )
        reported++;
      const saved = await savedText(setting, `u${n}`);
      if (saved !== one.text) misheard++;
    });
    return [
      exactly('answers that ended with exactly one error', reported, times),
      exactly('answers whose saved text is not what was sent', misheard, 0),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
      exactly('ledger rows open', await setting.one(OPEN_ROWS), 0),
    ];
  } finally {
    await setting.close();
  }
}

async function savedText({ url, key }: { url: string; key: string }, endUser: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  const list = await (await fetch(`${url}/sessions?end_user_id=${endUser}`, { headers })).json();
  const { session } = await (
    await fetch(`${url}/sessions/${list.sessions[0].session_id}`, { headers })
  ).json();
  return session.messages.at(-1).content;
}
