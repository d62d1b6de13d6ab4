import type { AdminCall } from '../../call.ts';
import { readWorkspaces } from './read-workspaces.ts';

/** All workspaces by name, archived ones last. */
export const listWorkspaces = async (call: AdminCall) => ({ workspaces: await readWorkspaces(call) });
