import { z } from 'zod';
import { Erasure, ErasureKind, RequestErasure } from './erasures.ts';
import { queryInteger } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { AppId } from './apps.panel.ts';
import { WorkspaceId } from './workspaces.panel.ts';

/** An erasure as the panel lists it, including apps that no longer exist. */
export const ListedErasure = Erasure.extend({
  app_id: z.string(),
  app: z.string().nullable().describe('Null if it no longer exists.'),
  workspace: z.string(),
});
export type ListedErasure = z.infer<typeof ListedErasure>;

const Typed = z.string().describe('Its name, typed in as a confirmation.');

export const PreviewErasure = z.object(RequestErasure.shape);
export type PreviewErasure = z.infer<typeof PreviewErasure>;

const ByStore = z.record(z.string(), z.int());

export const ErasurePreview = z.object({
  /** Rows that would be removed, by store. */
  removed: ByStore,
  /** Rows that would stay without their text. */
  emptied: ByStore,
});
export type ErasurePreview = z.infer<typeof ErasurePreview>;

export const erasures = {
  previewErasure: panelAction('query', PreviewErasure, ErasurePreview),
  listAllErasures: panelAction(
    'query',
    z.object({ page: queryInteger(1, 100_000).default(1), kind: ErasureKind.optional() }),
    z.object({ erasures: z.array(ListedErasure), page: z.int(), pages: z.int(), running: z.int() }),
  ),
  eraseApp: panelAction(
    'mutation',
    z.object({ app_id: AppId, name: Typed }),
    z.object({ erasure_id: z.string() }),
  ),
  eraseWorkspace: panelAction(
    'mutation',
    z.object({ workspace_id: WorkspaceId, name: Typed }),
    z.object({ erasure_id: z.string() }),
  ),
};
