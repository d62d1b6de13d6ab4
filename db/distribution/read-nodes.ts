// What a distributed database looks like: machines, parts of tables, and how evenly rows are spread.
import { sql } from 'kysely';
import type { Db } from '../database.ts';

export type Node = {
  name: string;
  role: 'coordinator' | 'worker';
  active: boolean;
  /** Parts of spread tables that lie there. */
  shards: number;
  bytes: number;
};

/** The nodes that Citus knows, the coordinator first. The database must have Citus. */
export async function readNodes(db: Db): Promise<Node[]> {
  const { rows } = await sql<Node>`
    select nodename || ':' || nodeport as name, case groupid when 0 then 'coordinator' else 'worker' end as role,
      isactive as active, count(shardid)::integer as shards, coalesce(sum(shard_size), 0)::bigint as bytes
    from pg_dist_node
    left join citus_shards using (nodename, nodeport)
    where noderole = 'primary' and (citus_table_type is null or citus_table_type = 'distributed' or groupid = 0)
    group by nodename, nodeport, groupid, isactive order by groupid <> 0, 1`.execute(db);
  return rows;
}

/** Largest over mean bytes of the workers: 1 is even. Null with fewer than two workers, or nothing on them. */
export function skewOf(nodes: Node[]): number | null {
  const sizes = nodes.filter(({ role }) => role === 'worker').map(({ bytes }) => bytes);
  const mean = sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;
  return sizes.length < 2 || mean === 0 ? null : Math.max(...sizes) / mean;
}

export type Placed = { app_id: string; name: string; node: string; alone: boolean };

/** On which node each app's rows are, and whether it has its part of the tables for itself. */
export async function readApps(db: Db): Promise<Placed[]> {
  const { rows } = await sql<Placed>`
    select app_id, apps.name, nodename || ':' || nodeport as node,
      shardminvalue::bigint = shardmaxvalue::bigint as alone
    from (select app_id, name, get_shard_id_for_distribution_column('apps', app_id) as shardid from (
      select app_id, name from apps offset 0) listed) apps
    join pg_dist_shard using (shardid) join pg_dist_placement using (shardid)
    join pg_dist_node using (groupid) order by 3, 1`.execute(db);
  return rows;
}
