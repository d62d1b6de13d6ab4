import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { MailKind } from '../../shared/contract/mail-kinds.ts';
import { findRecipients } from '../../shared/mail/find-recipients.ts';
import { isAbout, isAboutNothing, mailsAbout } from '../../shared/mail/wanted-mails.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';
import type { Mail } from './mail.ts';

/** Minutes between two mails of a kind about an app to a person: what happens meanwhile is in the next one. */
const PAUSE: Record<MailKind, number> = {
  notices: 0,
  invoices: 60,
  failed_ingests: 60,
  failed_webhooks: 60,
  unanswered: 0,
};

/** The list of what a mail is about ends here; the count goes on. */
const MOST_ITEMS = 100;
/** Any number: the id of the lock under which mails are written. */
const LOCK = 4_207_315;
/** Of a first start without ADMIN_EMAIL. Nothing arrives there. */
const NOBODY = 'admin@localhost.local';

/**
 * Writes a mail to everybody who has chosen its kind, or adds to one that still waits. In one transaction, and only
 * what no earlier mail is about: a job that is run again changes nothing.
 */
export async function writeMails(
  worker: Pick<Worker, 'db' | 'queue'>,
  { payload }: Run<JobPayload<'write-mails'>>,
): Promise<void> {
  await worker.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx);
    const people = await findRecipients(tx).where('email', '<>', NOBODY).orderBy('admin_id').execute();
    const placeOf = await findPlaces(tx, payload);
    for (const person of people) {
      const about = mailsAbout(person, payload.kind);
      // Nobody hears about a workspace that they cannot see, or of which they want to hear nothing.
      const items = payload.items.filter((item) =>
        placeOf ? isAbout(about, placeOf(item)) : !isAboutNothing(about),
      );
      if (items.length > 0) await writeTo(worker, tx, person.admin_id, { ...payload, items });
    }
  });
}

/** The workspace of an item; undefined: it is not known. */
type PlaceOf = (item: string) => string | undefined;

/** Undefined for what is about several workspaces at once, which is narrowed when the mail is written. */
async function findPlaces(
  tx: Tx,
  { kind, items, app_id }: JobPayload<'write-mails'>,
): Promise<PlaceOf | undefined> {
  if (kind === 'unanswered') return undefined;
  if (app_id) {
    const app = await tx
      .selectFrom('apps')
      .select('workspace_id')
      .where('app_id', '=', app_id)
      .executeTakeFirst();
    return () => app?.workspace_id;
  }
  const rows =
    kind === 'invoices'
      ? await tx
          .selectFrom('invoices')
          .select(['invoice_id as id', 'workspace_id'])
          .where('invoice_id', 'in', items)
          .execute()
      : await tx
          .selectFrom('notices')
          .select(['notice_id as id', 'workspace_id'])
          .where('notice_id', 'in', items)
          .execute();
  const places = new Map(rows.map(({ id, workspace_id }) => [id, workspace_id]));
  return (item) => places.get(item);
}

async function writeTo(
  { queue }: Pick<Worker, 'queue'>,
  tx: Tx,
  adminId: string,
  { kind, items, app_id }: JobPayload<'write-mails'>,
): Promise<void> {
  const appId = app_id ?? null;
  const earlier = await tx
    .selectFrom('mails')
    .select(['mail_id', 'status', 'items', 'not_before'])
    .where('admin_id', '=', adminId)
    .where('kind', '=', kind)
    .where(sql<boolean>`about_app_id is not distinct from ${appId}`)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('created_at', 'desc')
    .execute();
  const known = new Set(earlier.flatMap((mail) => mail.items));
  const fresh = items.filter((item) => !known.has(item));
  if (fresh.length === 0) return;
  const waiting = earlier.find(({ status }) => status === 'pending');
  if (waiting && (await addTo(tx, waiting, fresh))) return;
  const mail_id = newId('mail');
  const pause = PAUSE[kind] * 60_000;
  const soonest = Math.max(0, ...earlier.map(({ not_before }) => not_before.getTime() + pause));
  // Not for one that is due: the worker would not be woken for it.
  const not_before = soonest > Date.now() ? new Date(soonest) : undefined;
  await tx
    .insertInto('mails')
    .values({
      mail_id,
      kind,
      admin_id: adminId,
      about_app_id: appId,
      items: fresh.slice(0, MOST_ITEMS),
      count: fresh.length,
      ...(not_before && { not_before }),
    })
    .execute();
  await queue.send(tx, 'send-mail', { mail_id }, { ...(not_before && { notBefore: not_before }) });
}

/** @returns false if it has been taken to be sent meanwhile */
async function addTo(tx: Tx, { mail_id, items }: Pick<Mail, 'mail_id' | 'items'>, fresh: string[]) {
  const { numUpdatedRows } = await tx
    .updateTable('mails')
    .set({
      items: [...items, ...fresh].slice(0, MOST_ITEMS),
      count: sql`count + ${fresh.length}::integer`,
    })
    .where('mail_id', '=', mail_id)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
