import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { Money } from './budgets.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

const limit = z.int().min(0, 'must not be negative').nullable().default(null);
const PlanLimits = z.object({
  messages: limit,
  documents: limit,
  stored_bytes: limit,
  seats: limit,
  apps: limit,
});

const PlanName = z.enum(['free', 'pro', 'scale', 'custom']);
export const Plan = PlanLimits.extend({ plan: PlanName, name: z.string(), fee: z.string() });
export type Plan = z.infer<typeof Plan>;

export const SetPlan = z.object({
  workspace_id: WorkspaceId,
  plan: PlanName,
  /** Limits agreed with a workspace on the custom plan; null: no limit. */
  custom: PlanLimits.extend({ fee: Money.default('0') }).optional(),
});
export type SetPlan = z.infer<typeof SetPlan>;

export const WorkspacePlan = z.object({
  terms: Plan,
  used: z.object({
    messages: z.int(),
    documents: z.int(),
    stored_bytes: z.int(),
    seats: z.int(),
    apps: z.int(),
  }),
  month: z.string(),
  plans: z.array(Plan),
});
export type WorkspacePlan = z.infer<typeof WorkspacePlan>;

export const Notice = z.object({
  notice_id: z.string(),
  workspace_id: WorkspaceId,
  workspace: z.string(),
  about_app_id: z.string().nullable(),
  kind: z.enum(['quota', 'budget', 'unusual_day', 'unpriced', 'payment', 'shutdown', 'context']),
  message: z.string(),
  created_at: Timestamp,
});
export type Notice = z.infer<typeof Notice>;

const ById = z.object({ workspace_id: WorkspaceId });
export const plans = {
  getPlan: panelAction('query', ById, WorkspacePlan),
  setPlan: panelAction('mutation', SetPlan, WorkspacePlan),
  listNotices: panelAction('query', z.object({}), z.object({ notices: z.array(Notice) })),
  dismissNotice: panelAction(
    'mutation',
    z.object({ notice_id: z.string() }),
    z.object({ notices: z.array(Notice) }),
  ),
};
