import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { sql } from 'kysely';
import type { Context } from '../../shared/context.ts';
import type { Role } from '../../shared/contract/index.ts';
import { fail } from '../../shared/errors.ts';
import { keyedHash } from '../../shared/vault/seal.ts';

export type SignedIn = { adminId: string; email: string; role: Role };

export const SESSION_HOURS = 12;
const MOST_ATTEMPTS = 10;
const WINDOW_MS = 15 * 60_000;
const attempts = new Map<string, { count: number; since: number }>();

/**
 * Signs an admin in.
 * @returns the session's token, to be kept in a cookie; only a keyed hash of it is stored
 * @throws invalid_credentials, too_many_attempts (ten failures of one e-mail address in 15 minutes)
 */
export async function signIn(
  ctx: Context,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const address = email.trim().toLowerCase();
  countAttempt(address);
  const admin = await ctx.db.selectFrom('admins').selectAll().where('email', '=', address).executeTakeFirst();
  // An unknown address costs the same time as a wrong password.
  const right = await verify(admin?.password_hash ?? (await decoyHash()), password);
  if (!admin || !right) fail('invalid_credentials');
  attempts.delete(address);
  const token = randomBytes(32).toString('base64url');
  await ctx.db
    .insertInto('admin_sessions')
    .values({
      token_hash: keyedHash(ctx.masterKey.hashing, token),
      admin_id: admin.admin_id,
      expires_at: new Date(Date.now() + SESSION_HOURS * 3_600_000),
    })
    .execute();
  return token;
}

/** Counts before the password is looked at: many tries at once are as many as one after the other. */
function countAttempt(address: string): void {
  const now = Date.now();
  const tried = attempts.get(address);
  if (!tried || now - tried.since >= WINDOW_MS) {
    if (attempts.size > 10_000) attempts.clear();
    attempts.set(address, { count: 1, since: now });
  } else if (tried.count >= MOST_ATTEMPTS) fail('too_many_attempts');
  else tried.count++;
}

let decoy: Promise<string> | undefined;
const decoyHash = (): Promise<string> => (decoy ??= hash(randomBytes(16).toString('hex')));

/** Who a session's token belongs to; null when it is unknown or has expired. */
export async function findAdmin(ctx: Context, token: string | undefined): Promise<SignedIn | null> {
  if (!token) return null;
  const row = await ctx.db
    .selectFrom('admin_sessions')
    .innerJoin('admins', 'admins.admin_id', 'admin_sessions.admin_id')
    .select(['admins.admin_id', 'admins.email', 'admins.role'])
    .where('token_hash', '=', keyedHash(ctx.masterKey.hashing, token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ? { adminId: row.admin_id, email: row.email, role: row.role } : null;
}

/** Ends a session. */
export async function signOut(ctx: Context, token: string | undefined): Promise<void> {
  if (!token) return;
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('token_hash', '=', keyedHash(ctx.masterKey.hashing, token))
    .execute();
}
