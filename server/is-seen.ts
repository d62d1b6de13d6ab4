import { sql, type RawBuilder } from 'kysely';
import type { SeenCall } from './call.ts';

/** Whether the caller sees a workspace, for a statement over those of everybody. */
export const isSeen = (seen: SeenCall['seen'], workspaceId: RawBuilder<unknown>): RawBuilder<boolean> =>
  seen === null ? sql`true` : sql`${workspaceId} = any(${[...seen]}::text[])`;
