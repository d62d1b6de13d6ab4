import { z } from 'zod';
import { identifier, Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

export const WorkspaceId = identifier('wsp', 'Identifier of a workspace.');

/** Display name of a workspace or an app. */
export const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), 'must be one line of text');

/** An IANA name. Offsets such as +01:00 are refused: browsers and databases disagree about their sign. */
const TimeZone = z
  .string()
  .trim()
  .refine(
    (zone) => zone === 'UTC' || (/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(zone) && isKnown(zone)),
    'must be a time zone such as Europe/Berlin or UTC',
  );

function isKnown(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

export const Workspace = z.object({
  workspace_id: WorkspaceId,
  name: z.string(),
  time_zone: z.string(),
  plan: z.string(),
  app_count: z.int(),
  created_at: Timestamp,
  archived_at: Timestamp.nullable(),
  erased_at: Timestamp.nullable(),
});
export type Workspace = z.infer<typeof Workspace>;

export const CreateWorkspace = z.object({ name: Name, time_zone: TimeZone });
export type CreateWorkspace = z.infer<typeof CreateWorkspace>;
export const UpdateWorkspace = CreateWorkspace.extend({ workspace_id: WorkspaceId });
export type UpdateWorkspace = z.infer<typeof UpdateWorkspace>;

const ById = z.object({ workspace_id: WorkspaceId });
const One = z.object({ workspace: Workspace });

export const workspaces = {
  listWorkspaces: panelAction('query', z.object({}), z.object({ workspaces: z.array(Workspace) })),
  getWorkspace: panelAction('query', ById, One),
  createWorkspace: panelAction('mutation', CreateWorkspace, One),
  updateWorkspace: panelAction('mutation', UpdateWorkspace, One),
  archiveWorkspace: panelAction('mutation', ById.extend({ archived: z.boolean() }), One),
};
