// The ledger: one row per model call, opened before it, settled once after it, never changed again.
import type { LedgerKind } from '../../../db/tables/ledger.ts';
import { newId } from '../../platform/ids.ts';
import type { TokenUsage } from '../../models/model.ts';

/** A model call in the ledger. Only `meterCall` fills in whether it was made and what it used. */
export type LedgerCall = {
  usageId: string;
  kind: LedgerKind;
  model: string;
  /** Estimated input tokens, used if the process dies before settling. */
  expectedTokens: number;
  /** Tokens to reserve in budgets, in addition to the known input. */
  reserve: Reserve;
  /** Whether the call was sent. The row of a call that was not is removed. */
  readonly made: boolean;
  readonly used?: TokenUsage;
  /** Whether `used` is our own count, not the provider's. */
  readonly estimated: boolean;
  /** Counts what it used ourselves. */
  readonly count?: () => Promise<TokenUsage>;
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
