// What only the panel may do: reached through tRPC by a signed-in admin, never by an API key.
import { admins } from './admins.ts';
import { apps } from './apps.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { overview } from './overview.ts';
import { system } from './system.ts';

export const panel = { ...admins, ...apps, ...keys, ...overview, ...jobs, ...system };

export * from './action.ts';
export * from './apps.ts';
export * from './keys.ts';
export * from './overview.ts';
export * from './jobs.ts';
export * from './system.ts';
