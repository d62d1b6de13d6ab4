// Every page of the panel, below /admin.
import { index, layout, route, type RouteConfig } from '@remix-run/route-config';

export default [
  index('routes/index.ts'),
  route('login', 'routes/login.tsx'),
  route('login/code', 'routes/login/code.tsx'),
  route('login/password', 'routes/login/password.tsx'),
  route('invitation/:token', 'routes/invitation.tsx'),
  route('logout', 'routes/logout.ts'),
  route('*', 'routes/missing.tsx'),
  route('apps/:appId/conversations/:sessionId/export', 'routes/app/conversation-export.ts'),
  layout('routes/shell.tsx', [
    route('overview', 'routes/overview.tsx'),
    route('jobs', 'routes/jobs.tsx'),
    route('system', 'routes/system.tsx'),
    route('account', 'routes/account.tsx'),
    route('team', 'routes/team.tsx'),
    route('team/:adminId', 'routes/member.tsx'),
    route('apps', 'routes/apps.tsx'),
    route('workspaces', 'routes/workspaces.tsx'),
    route('workspaces/:workspaceId', 'routes/workspace.tsx'),
    route('apps/:appId', 'routes/app.tsx', [
      index('routes/app/index.ts'),
      route('playground', 'routes/app/playground.tsx'),
      route('documents', 'routes/app/documents.tsx'),
      route('documents/:documentId', 'routes/app/document.tsx'),
      route('conversations', 'routes/app/conversations.tsx'),
      route('conversations/:sessionId', 'routes/app/conversation.tsx'),
      route('keys', 'routes/app/keys.tsx'),
      route('usage', 'routes/app/usage.tsx'),
      route('widget', 'routes/app/widget.tsx'),
      route('webhooks', 'routes/app/webhooks.tsx'),
      route('settings', 'routes/app/settings.tsx'),
    ]),
  ]),
] satisfies RouteConfig;
