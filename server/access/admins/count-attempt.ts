// Failed attempts are counted in the database, so that the limit holds for all processes together.
import { isIPv6 } from 'node:net';
import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { KnownBrowser } from './known-browser.ts';

const WINDOW_MINUTES = 15;

/** What is counted, and the number of failures allowed in 15 minutes. */
export type Subject = { name: string; most: number };

export const emailSubject = (email: string): Subject => ({ name: `email ${email}`, most: 10 });
/** A browser that has signed in before is counted on its own. */
export const browserSubject = ({ nonce }: KnownBrowser): Subject => ({ name: `browser ${nonce}`, most: 10 });
export const adminSubject = (adminId: string, secret: 'code' | 'password'): Subject => ({
  name: `${secret} ${adminId}`,
  most: 10,
});
/** For IPv6 the network is counted, because one machine has many addresses. An unknown address is not counted. */
export const ipSubject = (ip: string): Subject => ({
  name: `ip ${isIPv6(ip) && !ip.startsWith('::ffff:') ? networkOf(ip) : ip}`,
  most: ip ? 100 : Number.POSITIVE_INFINITY,
});

/** Counts an attempt before it is made, so that parallel attempts are counted too. @throws too_many_attempts */
export async function countAttempt(ctx: Context, subject: Subject): Promise<void> {
  const ends = sql<Date>`now() + interval '${sql.raw(String(WINDOW_MINUTES))} minutes'`;
  const over = sql<boolean>`login_attempts.ends_at <= now()`;
  const row = await ctx.db
    .insertInto('login_attempts')
    .values({ subject: hashOf(ctx, subject), failures: 1, ends_at: ends })
    .onConflict((conflict) =>
      conflict.column('subject').doUpdateSet({
        failures: sql`case when ${over} then 1 else login_attempts.failures + 1 end`,
        ends_at: sql`case when ${over} then excluded.ends_at else login_attempts.ends_at end`,
      }),
    )
    .returning(['failures', sql<number>`extract(epoch from ends_at - now())::float8`.as('seconds')])
    .executeTakeFirstOrThrow();
  if (row.failures <= subject.most) return;
  const minutes = Math.max(1, Math.ceil(row.seconds / 60));
  fail(
    'too_many_attempts',
    `Too many failed attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  );
}

/** After a success: resets the subject's count, and gives the IP address back this one attempt. */
export async function forgetAttempts(ctx: Context, subjects: Subject[], ip: string): Promise<void> {
  await ctx.db
    .deleteFrom('login_attempts')
    .where((eb) =>
      eb.or([
        eb(
          'subject',
          'in',
          subjects.map((subject) => hashOf(ctx, subject)),
        ),
        eb('ends_at', '<=', sql<Date>`now()`),
      ]),
    )
    .execute();
  await ctx.db
    .updateTable('login_attempts')
    .set({ failures: sql`greatest(failures - 1, 0)` })
    .where('subject', '=', hashOf(ctx, ipSubject(ip)))
    .execute();
}

/** Hashed, so that the table does not list who tried to sign in from where. */
const hashOf = (ctx: Context, { name }: Subject): Buffer =>
  keyedHash(ctx.masterKey.hashing, `attempt ${name}`);

/** The first four groups of an IPv6 address. */
function networkOf(ip: string): string {
  const [head = '', tail] = ip.split('%')[0]!.toLowerCase().split('::');
  const groups = head ? head.split(':') : [];
  const rest = tail ? tail.split(':') : [];
  if (tail !== undefined)
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest);
  return groups.slice(0, 4).join(':');
}
