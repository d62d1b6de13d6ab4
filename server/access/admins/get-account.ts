import { sql } from 'kysely';
import Bowser from 'bowser';
import { generateURI } from 'otplib';
import { renderSVG } from 'uqr';
import type { z } from 'zod';
import type { panel } from '../../../shared/contract/index.ts';
import { mailsIn, mailsOf } from '../../../shared/mail/wanted-mails.ts';
import { openTotpSecret } from './totp-secret.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { PersonCall } from '../../call.ts';

/** The admin's own account: two-step sign-in, chosen mails and logins. The secret is included only while it is being set up. */
export async function getAccount(call: PersonCall): Promise<z.output<typeof panel.getAccount.output>> {
  const { adminId, email, role, loginId } = call.actor;
  if (!loginId) fail('not_signed_in');
  const admin = await call.db
    .selectFrom('admins')
    .select(['totp_secret', 'totp_confirmed_at', 'mails'])
    .where('admin_id', '=', adminId)
    .executeTakeFirstOrThrow();
  const codes = await call.db
    .selectFrom('admin_recovery_codes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('admin_id', '=', adminId)
    .executeTakeFirstOrThrow();
  const logins = await call.db
    .selectFrom('admin_sessions')
    .select(['login_id', 'user_agent', 'ip', 'created_at', 'last_seen_at'])
    .where('admin_id', '=', adminId)
    .where('awaits_code', '=', false)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_seen_at', 'desc')
    .execute();
  const on = admin.totp_confirmed_at !== null;
  const workspaces = await call.db
    .selectFrom('workspace_members')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'workspace_members.workspace_id')
    .select(['workspaces.workspace_id', 'workspaces.name', 'workspace_members.role', 'mails'])
    .where('admin_id', '=', adminId)
    .where('archived_at', 'is', null)
    .orderBy('workspaces.name')
    .orderBy('workspaces.workspace_id')
    .execute();
  const person = { role, workspaces, mails: admin.mails };
  const offered = call.config.smtp ? mailsOf(person) : [];
  const isDivided =
    workspaces.length > 1 || (role !== null && workspaces.length > 0) || workspaces.some((one) => one.mails);
  return {
    email,
    role,
    totp_on: on,
    totp_setup:
      admin.totp_secret && !on
        ? describeSecret(openTotpSecret(call, adminId, admin.totp_secret), email)
        : null,
    recovery_codes_left: codes.count,
    mails: offered.length > 0 ? offered : null,
    workspace_mails:
      offered.length > 0 && isDivided
        ? workspaces.map((one) => ({
            workspace_id: one.workspace_id,
            name: one.name,
            is_own: one.mails !== null,
            mails: mailsIn(person, one),
          }))
        : [],
    logins: logins.map((login) => ({
      login_id: login.login_id,
      device: nameDevice(login.user_agent),
      ip: login.ip,
      created_at: login.created_at.toISOString(),
      last_seen_at: login.last_seen_at.toISOString(),
      current: login.login_id === loginId,
    })),
  };
}

function describeSecret(secret: string, email: string) {
  const uri = generateURI({ issuer: 'Docent', label: email, secret });
  return { secret, uri, qr_svg: renderSVG(uri, { border: 2, ecc: 'M' }) };
}

/** A readable name such as "Firefox on Linux". */
function nameDevice(userAgent: string): string {
  if (!userAgent) return 'Unknown device';
  const { browser, os } = Bowser.parse(userAgent);
  return [browser.name || 'Unknown browser', os.name].filter(Boolean).join(' on ');
}
