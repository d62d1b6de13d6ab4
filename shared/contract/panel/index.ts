// What only the panel may do: reached through tRPC by a signed-in admin, never by an API key.
import { admins } from './admins.ts';
import { apps } from './apps.ts';
import { conversations } from './conversations.ts';
import { keys } from './keys.ts';
import { library } from './library.ts';
import { playground } from './playground.ts';
import { widget } from './widget.ts';
import { workspaces } from './workspaces.ts';

export const panel = {
  ...admins,
  ...apps,
  ...keys,
  ...workspaces,
  ...library,
  ...conversations,
  ...playground,
  ...widget,
};

export * from './action.ts';
export * from './apps.ts';
export * from './conversations.ts';
export * from './keys.ts';
export * from './library.ts';
export * from './playground.ts';
export * from './workspaces.ts';
export * from './roles.ts';
