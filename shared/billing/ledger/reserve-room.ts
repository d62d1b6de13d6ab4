import { sql } from 'kysely';
import { asSystem } from '../../../db/tenant.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../platform/ids.ts';
import { measureWorkspace } from './measure-workspace.ts';
import { refuseRoom } from './refuse-room.ts';

/** What is in a form beside its files, at most; so much is stored before it is refused. */
const SLACK = 65_536;

/** Room for an upload: the bytes that it may have. Disposing of it gives back what was reserved. */
export type Room = AsyncDisposable & { bytes: number };

/** Anyone who acts in an app: a request or a job. */
type Call = Pick<Context, 'db' | 'processId'> & { app: { appId: string; workspaceId: string } };

/**
 * Reserves stored bytes for an upload before its first byte, so that uploads at the same time cannot exceed the quota
 * of their workspace together.
 * @param announced bytes of the whole request; undefined if unknown: then what is left, up to `most`
 * @param replaced bytes of the document that it is for; undefined: there will be a new document
 * @throws quota_exceeded
 */
export async function reserveRoom(
  call: Call,
  {
    announced,
    most,
    replaced,
  }: { announced: number | undefined; most: number; replaced?: number | undefined },
): Promise<Room> {
  const { appId, workspaceId } = call.app;
  const upload = { app_id: appId, upload_id: newId('upl'), process_id: call.processId };
  const bytes = await call.db.transaction().execute(async (tx) => {
    const terms = await tx
      .selectFrom('workspace_terms')
      .select(['stored_bytes', 'documents'])
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    if (terms.stored_bytes === null && terms.documents === null) return undefined;
    await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 5))`.execute(tx);
    // A request lasts ten minutes at most: an older reservation was left behind.
    const { measured, underWay } = await asSystem(tx, async (db) => {
      const { rows } = await sql<{ bytes: number }>`
        select coalesce(sum(uploads.bytes), 0)::float8 as bytes from uploads
        join apps using (app_id) join processes using (process_id)
        where apps.workspace_id = ${workspaceId} and uploads.created_at > now() - interval '15 minutes'`.execute(
        db,
      );
      return { measured: (await measureWorkspace(db, workspaceId))!, underWay: rows[0]!.bytes };
    });
    const isLarge = announced === undefined || announced > SLACK;
    if (
      isLarge &&
      replaced === undefined &&
      measured.documents !== null &&
      measured.used.documents >= measured.documents
    )
      refuseRoom(measured, 'documents');
    const limit = measured.stored_bytes;
    if (limit === null) return undefined;
    const left = limit - measured.used.stored_bytes - underWay + (replaced ?? 0);
    const wanted = announced === undefined ? Math.min(most, left) : Math.max(0, announced - SLACK);
    if (announced === undefined ? left <= 0 : wanted > Math.max(0, left))
      refuseRoom(measured, 'stored_bytes');
    await tx
      .insertInto('uploads')
      .values({ ...upload, bytes: wanted })
      .execute();
    return announced ?? wanted + SLACK;
  });
  if (bytes === undefined) return { bytes: most, [Symbol.asyncDispose]: async () => {} };
  return {
    bytes: Math.min(bytes, most),
    [Symbol.asyncDispose]: async () =>
      // Left behind, it counts for a while and is swept: the upload itself has succeeded or failed already.
      void (await call.db
        .deleteFrom('uploads')
        .where('app_id', '=', appId)
        .where('upload_id', '=', upload.upload_id)
        .execute()
        .catch(() => {})),
  };
}
