import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../test/database.ts';
import { openLog } from './log.ts';
import { openQueue } from './queue.ts';

test('a start writes the queues and schedules that differ from the code, and no others', async () => {
  const database = await createTestDatabase('migrated');
  const connection = await database.connect();
  const start = async () =>
    (await openQueue(connection, openLog({ logLevel: 'silent' }), { work: true })).close();
  const read = async () => {
    const { rows: queues } = await sql`
      select name, retry_limit, heartbeat_seconds, updated_on from pgboss.queue order by name`.execute(
      connection.db,
    );
    const { rows: schedules } = await sql`
      select name, cron, updated_on from pgboss.schedule order by name`.execute(connection.db);
    return { queues, schedules };
  };
  try {
    await start();
    const first = await read();
    await start();
    expect(await read()).toEqual(first);

    await sql`update pgboss.queue set retry_limit = 99 where name = 'read-document'`.execute(connection.db);
    await sql`update pgboss.schedule set cron = '1 1 1 1 *' where name = 'settle-abandoned'`.execute(
      connection.db,
    );
    await start();
    const without = ({ queues, schedules }: Awaited<ReturnType<typeof read>>) =>
      [...queues, ...schedules].map((row) => ({ ...(row as object), updated_on: null }));
    expect(without(await read())).toEqual(without(first));
  } finally {
    await connection.close();
    await database.drop();
  }
});
