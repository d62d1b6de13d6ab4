// Every page of the panel with an address that shows something: for screenshots, benchmarks and tests of all pages.
import type { RouteConfigEntry } from '@remix-run/route-config';
import routes from '../admin/routes.ts';

/** Ids of existing things, for the addresses. */
export type Things = {
  appId: string;
  workspaceId: string;
  documentId: string;
  sourceId: string;
  sessionId: string;
  messageId: string;
  setId: string;
  runId: string;
  /** Of the team, and a member of the workspace. */
  adminId: string;
  invoiceId: string;
  invitation?: string;
};

/** A page; `login` if it is shown before the login is complete: signed out, or at that step. */
export type PanelPage = { name: string; path: string; login?: 'none' | 'code' | 'password' };

/** By the route's path below /admin. A missing route fails whatever lists the pages. */
const examples: Record<string, Omit<PanelPage, 'path'>> = {
  login: { name: 'login', login: 'none' },
  'login/code': { name: 'login-code', login: 'code' },
  'login/password': { name: 'login-password', login: 'password' },
  'login/done': { name: 'login-done' },
  'invitation/:token': { name: 'invitation', login: 'none' },
  reset: { name: 'reset', login: 'none' },
  'reset/:token': { name: 'reset-link', login: 'none' },
  '*': { name: 'missing' },
  overview: { name: 'overview' },
  jobs: { name: 'jobs' },
  system: { name: 'system' },
  account: { name: 'account' },
  team: { name: 'team' },
  'team/:adminId': { name: 'member' },
  apps: { name: 'apps' },
  workspaces: { name: 'workspaces' },
  'workspaces/:workspaceId': { name: 'workspace' },
  'workspaces/:workspaceId/plan': { name: 'plan' },
  'workspaces/:workspaceId/members': { name: 'workspace-members' },
  'workspaces/:workspaceId/members/:adminId': { name: 'workspace-member' },
  usage: { name: 'costs' },
  prices: { name: 'prices' },
  invoices: { name: 'invoices' },
  'invoices/month/:workspaceId': { name: 'month-so-far' },
  'invoices/:invoiceId': { name: 'invoice' },
  erasures: { name: 'erasures' },
  audit: { name: 'audit' },
  notices: { name: 'notices' },
  'apps/:appId/playground': { name: 'playground' },
  'apps/:appId/documents': { name: 'documents' },
  'apps/:appId/documents/answers': { name: 'curated-answers' },
  'apps/:appId/documents/:documentId': { name: 'document' },
  'apps/:appId/sources': { name: 'sources' },
  'apps/:appId/sources/:sourceId': { name: 'source' },
  'apps/:appId/conversations': { name: 'conversations' },
  'apps/:appId/conversations/handovers': { name: 'handovers' },
  'apps/:appId/conversations/unanswered': { name: 'unanswered' },
  'apps/:appId/conversations/:sessionId': { name: 'conversation' },
  'apps/:appId/evaluations': { name: 'evaluations' },
  'apps/:appId/evaluations/save/:messageId': { name: 'save-test' },
  'apps/:appId/evaluations/:setId': { name: 'evaluation' },
  'apps/:appId/evaluations/:setId/runs/:runId': { name: 'evaluation-run' },
  'apps/:appId/keys': { name: 'keys' },
  'apps/:appId/usage': { name: 'usage' },
  'apps/:appId/budgets': { name: 'budgets' },
  'apps/:appId/widget': { name: 'widget' },
  'apps/:appId/webhooks': { name: 'webhooks' },
  'apps/:appId/privacy': { name: 'privacy' },
  'apps/:appId/settings': { name: 'settings' },
  'apps/:appId/settings/history': { name: 'settings-history' },
  'apps/:appId/settings/embedding': { name: 'embedding' },
};

/**
 * All pages of the panel, from its routes. Addresses are below /admin.
 * @throws naming the routes that are missing here
 */
export function listPages(things: Things): PanelPage[] {
  const paths = routes.flatMap((route) => pathsOf(route, ''));
  const unlisted = paths.filter((path) => !examples[path]);
  if (unlisted.length > 0) throw new Error(`demo/list-pages.ts does not list ${unlisted.join(', ')}`);
  return paths.map((path) => ({ ...examples[path]!, path: `/${fill(path, things)}` }));
}

/** Routes with a view are .tsx files; a route with children is their layout. */
function pathsOf({ path, file, children }: RouteConfigEntry, above: string): string[] {
  const whole = [above, path].filter(Boolean).join('/');
  if (children) return children.flatMap((child) => pathsOf(child, whole));
  return file.endsWith('.tsx') ? [whole] : [];
}

const fill = (path: string, { invitation = '', ...things }: Things): string =>
  path
    .replace(/:(\w+)/g, (_, name: string) =>
      name === 'token' ? invitation : things[name as keyof typeof things],
    )
    .replace('*', 'nowhere');
