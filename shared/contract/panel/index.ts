// What only the panel may do: reached through tRPC by a signed-in admin, never by an API key.
import { admins } from './admins.ts';
import { apps } from './apps.ts';
import { keys } from './keys.ts';
import { widget } from './widget.ts';

export const panel = { ...admins, ...apps, ...keys, ...widget };

export * from './action.ts';
export * from './apps.ts';
export * from './keys.ts';
