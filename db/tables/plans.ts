import type { Generated } from 'kysely';

export type PlanName = 'free' | 'pro' | 'scale' | 'custom';

/** Limits; null: none. */
type Limits = {
  messages: number | null;
  documents: number | null;
  stored_bytes: number | null;
  seats: number | null;
  apps: number | null;
};

export type PlansTable = Limits & {
  plan: PlanName;
  name: string;
  /** US dollars per month, exact. */
  fee: string;
};

/** The terms of a workspace on the custom plan. */
export type CustomTermsTable = Limits & { workspace_id: string; fee: Generated<string> };

/** View: the current terms of every workspace. */
export type WorkspaceTermsView = Limits & {
  workspace_id: string;
  name: string;
  time_zone: string;
  plan: PlanName;
  plan_name: string;
  fee: string;
};

export type PlanChangesTable = {
  workspace_id: string;
  effective_from: Generated<Date>;
  plan: PlanName;
  fee: string;
  changed_by: string | null;
};

/** Messages of a workspace per month, in shards that are added up. */
export type MessageCountsTable = { workspace_id: string; month: string; shard: number; messages: number };

/** Monthly budget of an app (key_id empty) or a key; US dollars, exact. */
export type BudgetsTable = {
  app_id: string;
  key_id: string;
  cap: string;
  alert_percents: Generated<number[]>;
  created_at: Generated<Date>;
};

export type BudgetMonthsTable = {
  app_id: string;
  key_id: string;
  month: string;
  reserved: string;
  spent: string;
};

export type NoticesTable = {
  notice_id: string;
  workspace_id: string;
  about_app_id: string | null;
  kind: 'quota' | 'budget' | 'unusual_day' | 'unpriced' | 'payment' | 'shutdown' | 'context';
  subject: string;
  message: string;
  created_at: Generated<Date>;
  dismissed_at: Date | null;
};

/** View: apps, including deleted ones whose usage stays. */
export type BilledAppsView = { app_id: string; workspace_id: string; name: string };
