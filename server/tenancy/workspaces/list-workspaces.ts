import type { SeenCall } from '../../call.ts';
import { readWorkspaces } from './read-workspaces.ts';

/** All workspaces that the caller sees, by name, archived ones last. */
export const listWorkspaces = async (call: SeenCall) => ({ workspaces: await readWorkspaces(call) });
