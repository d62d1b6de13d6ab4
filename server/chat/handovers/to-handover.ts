import type { Selectable } from 'kysely';
import type { HandoversTable } from '../../../db/tables/conversations.ts';
import { readHandover } from '../../../shared/chat/sealed-handover.ts';
import type { Handover } from '../../../shared/contract/handovers.ts';
import type { App } from '../../../shared/tenancy/app.ts';

/** A request for a person as the contract shows it. */
export const toHandover = (app: App, row: Selectable<HandoversTable>): Handover => ({
  handover_id: row.handover_id,
  session_id: row.session_id,
  ...readHandover(app, row),
  state: row.done_at ? 'done' : 'open',
  created_at: row.created_at.toISOString(),
  done_at: row.done_at?.toISOString() ?? null,
});
