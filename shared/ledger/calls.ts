// The ledger: one row a model call, open before it, settled once after it, never changed again.
import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { LedgerKind } from '../../db/tables/ledger.ts';
import { newId } from '../ids.ts';
import type { TokenUsage } from '../models/model.ts';

/** A model call as the ledger sees it; `made` and `used` are filled in while it runs. */
export type LedgerCall = {
  usageId: string;
  kind: LedgerKind;
  model: string;
  /** Rough size of the input, for the case that nobody lives to settle the row. */
  expectedTokens: number;
  /** Whether the call went out at all; a row of a call never made is taken back. */
  made: boolean;
  used?: TokenUsage;
  estimated: boolean;
};

export const newCall = (kind: LedgerKind, model: string, text: string): LedgerCall => ({
  usageId: newId('use'),
  kind,
  model,
  expectedTokens: Math.ceil(text.length / 4),
  made: false,
  estimated: false,
});

type Origin = {
  appId: string;
  keyId?: string | null;
  messageId?: string;
  documentId?: string;
  processId: string;
};

/** Opens rows for calls about to be made. */
export async function openCalls(db: Db | Tx, calls: LedgerCall[], origin: Origin): Promise<void> {
  await db.insertInto('ledger').values(ledgerRows(calls, origin)).execute();
}

export const ledgerRows = (calls: LedgerCall[], origin: Origin) =>
  calls.map((call) => ({
    app_id: origin.appId,
    usage_id: call.usageId,
    key_id: origin.keyId ?? null,
    message_id: origin.messageId ?? null,
    document_id: origin.documentId ?? null,
    kind: call.kind,
    model: call.model,
    input_tokens: call.expectedTokens,
    process_id: origin.processId,
  }));

/**
 * The statement's parts that settle calls, to be one statement with whatever else changes at that moment.
 * Costs are frozen here: price of the model in force now, per million, exact; null without a known price.
 * Settling a row twice changes nothing: only open rows are touched.
 */
export const settleCallsSql = (appId: string, calls: LedgerCall[]) => {
  const made = calls.filter((call) => call.made);
  const used = (pick: (usage: TokenUsage) => number) => made.map((call) => (call.used ? pick(call.used) : 0));
  return sql`
    unmade as (
      delete from ledger where app_id = ${appId} and status = 'open'
        and usage_id = any(${calls.filter((call) => !call.made).map((call) => call.usageId)}::text[])
    ),
    settled as (
      update ledger set
        status = 'settled', settled_at = now(), estimated = given.estimated,
        input_tokens = given.input, cached_input_tokens = given.cached, output_tokens = given.output,
        cost = ((given.input - given.cached) * price.input_per_million + given.cached * price.cached_input_per_million
          + given.output * price.output_per_million) / 1000000
      from unnest(
        ${made.map((call) => call.usageId)}::text[],
        ${made.map((call) => call.model)}::text[],
        ${made.map((call) => call.estimated)}::boolean[],
        ${used((usage) => usage.inputTokens)}::integer[],
        ${used((usage) => usage.cachedInputTokens)}::integer[],
        ${used((usage) => usage.outputTokens)}::integer[]
      ) as given (usage_id, model, estimated, input, cached, output)
      left join lateral (
        -- A dated snapshot (gpt-4o-mini-2024-07-18) costs what its model costs, unless it has a price of its own.
        select * from prices
        where effective_from <= now() and (given.model = prices.model or given.model like prices.model || '-20__-__-__')
        order by length(prices.model) desc, effective_from desc limit 1
      ) price on true
      where ledger.app_id = ${appId} and ledger.usage_id = given.usage_id and ledger.status = 'open'
      returning ledger.usage_id, ledger.kind, ledger.cost
    )`;
};
