import { z } from 'zod';
import { AppId } from './apps.panel.ts';
import { panelAction } from './action.panel.ts';

/** At most this many of each kind. */
export const MOST_FOUND = 6;

export const FindThings = z.object({
  /** Part of a name or a prefix, an id, or words of a conversation. Empty: the first apps. */
  words: z.string().trim().max(200),
  /** The app that is open: its own things first, and its conversations by their words. */
  app_id: AppId.optional(),
});
export type FindThings = z.infer<typeof FindThings>;

const InApp = z.object({ app_id: z.string(), app: z.string() });

export const FoundThings = z.object({
  /** The app that is open, if the caller sees it. */
  here: z.object({ name: z.string(), workspace_id: z.string() }).nullable(),
  apps: z.array(z.object({ app_id: z.string(), name: z.string(), workspace: z.string() })),
  documents: z.array(InApp.extend({ document_id: z.string(), name: z.string() })),
  /** None for roles that may not read conversations. */
  conversations: z.array(InApp.extend({ session_id: z.string(), preview: z.string() })),
  keys: z.array(InApp.extend({ key_id: z.string(), name: z.string(), prefix: z.string() })),
});
export type FoundThings = z.infer<typeof FoundThings>;

export const finder = { findThings: panelAction('query', FindThings, FoundThings) };
