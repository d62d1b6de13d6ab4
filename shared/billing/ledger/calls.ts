// The ledger: one row a model call, open before it, settled once after it, never changed again.
import type { LedgerKind } from '../../../db/tables/ledger.ts';
import { newId } from '../../platform/ids.ts';
import type { TokenUsage } from '../../models/model.ts';

/** A model call as the ledger sees it. What it used is noted by `meterCall` alone. */
export type LedgerCall = {
  usageId: string;
  kind: LedgerKind;
  model: string;
  /** Rough size of the input: what the row says if the process dies before it is settled. */
  expectedTokens: number;
  /** What is reserved in a budget for it, beyond the expected input. */
  reserve: Reserve;
  /** Whether the call went out at all; the row of a call that was never made is removed. */
  readonly made: boolean;
  readonly used?: TokenUsage;
  /** Whether `used` is our own count, not the provider's. */
  readonly estimated: boolean;
};

type Reserve = { inputTokens: number; outputTokens: number };

export const newCall = (
  kind: LedgerKind,
  model: string,
  text: string,
  reserve: Reserve = { inputTokens: 0, outputTokens: 0 },
): LedgerCall => ({
  usageId: newId('use'),
  kind,
  model,
  expectedTokens: Math.ceil(text.length / 4),
  reserve,
  made: false,
  estimated: false,
});

export type Origin = {
  app: { appId: string; workspaceId: string };
  keyId?: string | null;
  messageId?: string;
  documentId?: string;
  processId: string;
};
