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
