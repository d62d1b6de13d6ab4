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
  layout('routes/shell.tsx', [
    route('account', 'routes/account.tsx'),
    route('team', 'routes/team.tsx'),
    route('team/:adminId', 'routes/member.tsx'),
    route('apps', 'routes/apps.tsx'),
    route('apps/:appId', 'routes/app.tsx', [
      index('routes/app/index.ts'),
      route('documents', 'routes/app/documents.tsx'),
      route('keys', 'routes/app/keys.tsx'),
      route('usage', 'routes/app/usage.tsx'),
    ]),
  ]),
] satisfies RouteConfig;
