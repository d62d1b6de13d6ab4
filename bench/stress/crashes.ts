// kill -9 of the API while it answers, until 200 answers were interrupted at different points.
import { seeded } from '../corpus.ts';
import {
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

export async function crashes(times = 200): Promise<Finding[]> {
  const setting = await openSetting();
  try {
    const random = seeded(5);
    let interrupted = 0;
    let begun = 0;
    while (interrupted < times) {
      const round = Array.from({ length: 10 }, async () => {
        const id = `c${begun++}`;
        await sleep(random() * 500);
        const one = await chat(setting, id).catch(() => undefined);
        await one?.whole;
        // Without an event there was no answer to interrupt, unless the model was called.
        if (!one?.events.includes('end') && setting.model.calls.has(id)) interrupted++;
      });
      await sleep(300 + random() * 400);
      await setting.crash();
      await Promise.all(round);
    }
    // A process counts as dead after half a minute of silence; the settling job runs every minute.
    await until(180_000, async () => (await setting.one(STREAMING)) + (await setting.one(OPEN_ROWS)) === 0);
    const asked = [...setting.model.calls.keys()];
    const { rows } = await setting.database.query(
      `select distinct end_user_id as id from sessions join messages using (app_id, session_id) where role = 'user'`,
    );
    const kept = new Set(rows.map((row) => row.id));
    return [
      exactly(
        `questions saved, of those that reached the model (${interrupted} interrupted)`,
        asked.filter((id) => kept.has(id)).length,
        asked.length,
      ),
      exactly('answers without an end', await setting.one(STREAMING), 0),
      exactly('ledger rows open', await setting.one(OPEN_ROWS), 0),
      exactly('model calls not settled exactly once', await unsettled(setting), 0),
    ];
  } finally {
    await setting.close();
  }
}
