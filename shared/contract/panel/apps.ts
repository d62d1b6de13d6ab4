import { z } from 'zod';
import { identifier, Timestamp } from '../fields.ts';
import { panelAction } from './action.ts';

export const AppId = identifier('app', 'Identifier of an app.');

export const App = z.object({
  app_id: AppId,
  name: z.string(),
  workspace: z.string(),
  chat_model: z.string(),
  embedding_model: z.string(),
  document_count: z.int(),
  session_count: z.int(),
  created_at: Timestamp,
});

export const apps = {
  listApps: panelAction('query', z.object({}), z.object({ apps: z.array(App) })),
};
