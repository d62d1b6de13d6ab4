import type { z } from 'zod';
import { repriceLedger } from '../../../shared/billing/ledger/reprice.ts';
import type { prices } from '../../../shared/contract/prices.panel.ts';
import type { AdminCall } from '../../call.ts';

/** Applies the current prices to settled calls of a period; corrections are rows of their own. */
export const repriceCalls = (
  call: AdminCall,
  { first_day, last_day }: z.output<typeof prices.reprice.input>,
) => call.db.transaction().execute((tx) => repriceLedger(tx, { firstDay: first_day, lastDay: last_day }));
