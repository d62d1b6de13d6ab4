import pg from 'pg';

/** Creates an empty database on the benchmark's server. @returns its URL */
export async function createDatabase(server: string): Promise<string> {
  const name = `docent_bench_${Math.random().toString(36).slice(2)}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

/** Removes a database that was made by `createDatabase`, whoever uses it. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href,
  });
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
}
