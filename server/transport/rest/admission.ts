// Checks every request with a key against the limits of the key and its app. Headers follow
// draft-ietf-httpapi-ratelimit-headers.
import type { Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { keyFinder, type FoundKey } from '../../access/keys/key-finder.ts';
import { openRequestLimit, type LimitState } from '../../access/limits/open-request-limit.ts';
import { openTokenLimit, untilTomorrow } from '../../access/limits/open-token-limit.ts';

/**
 * Admits or refuses a request.
 * @param spends whether it will use tokens
 * @throws rate_limited, quota_exceeded
 */
type Admit = (key: FoundKey, res: Response, spends: boolean) => Promise<void>;

/** What a request must pass: authentication and limits. */
export type Admission = { findKey: (secret: string) => Promise<FoundKey>; admit: Admit };

export const openAdmission = (ctx: Context): Admission => ({ findKey: keyFinder(ctx), admit: admitter(ctx) });

function admitter(ctx: Context): Admit {
  const requests = openRequestLimit(ctx.db);
  const hasTokens = openTokenLimit(ctx.db);

  async function admitRequest(key: FoundKey, res: Response): Promise<void> {
    const { appId } = key.app;
    const policies: [name: string, subject: string, limit: number][] = [
      ['key', key.keyId, key.limits.requests_per_minute ?? ctx.config.defaultRequestsPerMinute],
      ['app', 'app', key.app.limits.requests_per_minute ?? 0],
    ];
    const seen: { name: string; limit: number; standing: LimitState }[] = [];
    for (const [name, subject, limit] of policies) {
      if (limit === 0) continue;
      const standing = await requests.take(appId, subject, limit);
      seen.push({ name, limit, standing });
      if (!standing.allowed) {
        if (name === 'app' && seen.length > 1) requests.giveBack(appId, key.keyId);
        break;
      }
    }
    if (seen.length === 0) return;
    const list = (write: (one: (typeof seen)[number]) => string) => seen.map(write).join(', ');
    res.setHeader(
      'RateLimit-Policy',
      list(({ name, limit }) => `"${name}";q=${limit};w=60`),
    );
    res.setHeader(
      'RateLimit',
      list(({ name, standing }) => `"${name}";r=${standing.remaining};t=${seconds(standing)}`),
    );
    const last = seen.at(-1)!;
    if (!last.standing.allowed)
      fail(
        'rate_limited',
        `This ${last.name === 'key' ? 'API key' : 'app'} can send ${last.limit} requests per minute. Continue in ${seconds(last.standing)} s.`,
        { limit: 'requests_per_minute', retry_after: seconds(last.standing) },
      );
  }

  async function admitTokens({ app, keyId, limits }: FoundKey): Promise<void> {
    const policies: [what: string, keyId: string | null, limit: number | null][] = [
      ['API key', keyId, limits.tokens_per_day],
      ['app', null, app.limits.tokens_per_day],
    ];
    for (const [what, of, limit] of policies)
      if (limit !== null && !(await hasTokens(app.appId, of, limit)))
        fail(
          'quota_exceeded',
          `This ${what} has used its ${limit} tokens for today. The next day starts at midnight UTC.`,
          { limit: 'tokens_per_day', retry_after: untilTomorrow() },
        );
  }

  return async (key, res, spends) => {
    await admitRequest(key, res);
    if (spends) await admitTokens(key);
  };
}

const seconds = ({ resetMs }: LimitState): number => Math.ceil(resetMs / 1000);
