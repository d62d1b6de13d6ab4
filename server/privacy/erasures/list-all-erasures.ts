import type { z } from 'zod';
import type { erasures, ListedErasure } from '../../../shared/contract/erasures.panel.ts';
import { toErasure } from './to-erasure.ts';
import type { AdminCall } from '../../call.ts';

const A_PAGE = 25;

/** A page of all erasures of the installation, newest first, including those of removed apps. */
export async function listAllErasures(
  { db }: AdminCall,
  { page, kind }: z.output<typeof erasures.listAllErasures.input>,
) {
  let query = db.selectFrom('erasures');
  if (kind) query = query.where('kind', '=', kind);
  const [rows, counts] = await Promise.all([
    query
      .leftJoin('apps', 'apps.app_id', 'erasures.app_id')
      .leftJoin('workspaces', 'workspaces.workspace_id', 'erasures.workspace_id')
      .selectAll('erasures')
      .select(['apps.name as app', 'workspaces.name as workspace'])
      .orderBy('erasures.erasure_id', 'desc')
      .limit(A_PAGE)
      .offset((page - 1) * A_PAGE)
      .execute(),
    query
      .select(({ fn }) => [
        fn.countAll<number>().as('all'),
        fn.countAll<number>().filterWhere('status', '=', 'running').as('running'),
      ])
      .executeTakeFirstOrThrow(),
  ]);
  const listed = rows.map((row): ListedErasure => ({
    ...toErasure(row),
    app_id: row.app_id,
    app: row.app,
    workspace: row.workspace ?? '',
  }));
  return {
    erasures: listed,
    page,
    pages: Math.max(1, Math.ceil(counts.all / A_PAGE)),
    running: counts.running,
  };
}
