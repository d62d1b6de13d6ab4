import { z } from 'zod';
import { queryInteger, Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

/** An action as the panel lists it: its first entry, with its outcome. */
export const AuditAction = z.object({
  sequence: z.int(),
  at: Timestamp,
  actor_kind: z.enum(['admin', 'key', 'system', 'command', 'link', 'nobody']),
  actor: z
    .string()
    .describe("An admin's e-mail address, a key's id, a job or a command. Empty if nobody was signed in."),
  action: z.string(),
  app_id: z.string().nullable(),
  app: z.string().nullable().describe('Null if it no longer exists.'),
  subjects: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  outcome: z.string().describe('`ok`, an error code, or `begun` if the outcome is not known.'),
  ip: z.string().nullable(),
});
export type AuditAction = z.infer<typeof AuditAction>;

export const audit = {
  listAudit: panelAction(
    'query',
    z.object({
      words: z.string().trim().max(200).optional().describe('Part of an action, an address or an id.'),
      failed: z.boolean().default(false).describe('Only failed actions.'),
      before: queryInteger(1, Number.MAX_SAFE_INTEGER).optional(),
    }),
    z.object({ actions: z.array(AuditAction), older: z.int().nullable() }),
  ),
  verifyAudit: panelAction(
    'query',
    z.object({}),
    z.object({
      intact: z.boolean(),
      sequence: z.int(),
      problem: z.string().nullable(),
      hash: z.string().nullable(),
    }),
  ),
};
