// What the router answers, as the views know it.
import type { inferRouterOutputs } from '@trpc/server';
import type { PanelRouter } from '../server/trpc/router.ts';

type Answers = inferRouterOutputs<PanelRouter>;

export type Admin = NonNullable<Answers['session']['current']>;
export type App = Answers['apps']['list']['apps'][number];
export type DocumentPage = Answers['documents']['list'];
export type Document = DocumentPage['documents'][number];
export type Usage = Answers['usage']['get'];
export type Key = Answers['keys']['list']['keys'][number];
export type Account = Answers['account']['get'];
export type Team = Answers['team']['list'];
export type Member = Team['admins'][number];
