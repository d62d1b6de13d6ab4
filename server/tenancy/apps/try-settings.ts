import type { EvaluatedSettings } from '../../../shared/contract/evaluations.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { cappedSql, toApp } from '../../../shared/tenancy/app.ts';
import type { AppCall } from '../../call.ts';
import { requireCallable } from './require-callable.ts';

/**
 * The same call in an app with other settings, which are not saved. What is left out is as in the app.
 * @throws invalid_request for a model that this server cannot call
 */
export async function trySettings(call: AppCall, tried: EvaluatedSettings): Promise<AppCall> {
  requireCallable(call, tried);
  const row =
    (await call.db
      .selectFrom('apps')
      .selectAll()
      .select(cappedSql.as('capped'))
      .where('app_id', '=', call.app.appId)
      .executeTakeFirst()) ?? fail('app_not_found');
  const given = Object.fromEntries(Object.entries(tried).filter(([, value]) => value !== undefined));
  return { ...call, app: toApp(call, { ...row, ...given }) };
}
