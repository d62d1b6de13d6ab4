// What the router answers, as the views know it.
import type { inferRouterOutputs } from '@trpc/server';
import type { PanelRouter } from '../server/trpc/router.ts';

type Answers = inferRouterOutputs<PanelRouter>;

export type Admin = NonNullable<Answers['session']['current']>;
export type App = Answers['apps']['list']['apps'][number];
export type AppDetails = Answers['apps']['get'];
export type Workspace = Answers['workspaces']['get']['workspace'];
export type Library = Answers['library']['list'];
export type Document = Library['documents'][number];
export type DocumentView = Answers['library']['view'];
export type Conversations = Answers['conversations']['list'];
export type Conversation = Conversations['conversations'][number];
export type Session = Answers['sessions']['get']['session'];
export type Message = Session['messages'][number];
export type Key = Answers['keys']['list']['keys'][number];
export type Account = Answers['account']['get'];
export type Team = Answers['team']['list'];
export type Member = Team['admins'][number];
export type Overview = Answers['overview']['get'];
export type Jobs = Answers['jobs']['get'];
export type PanelJob = Jobs['running'][number];
export type System = Answers['system']['get'];
export type Costs = Answers['costs']['get'];
export type Aggregations = Answers['aggregation']['list'];
export type Budget = Answers['budgets']['list']['budgets'][number];
export type Prices = Answers['prices']['list'];
export type Price = Prices['prices'][number];
export type WorkspacePlan = Answers['plans']['get'];
export type InvoiceDetails = Answers['invoices']['get'];
export type Invoice = InvoiceDetails['invoice'];
export type Notice = Answers['notices']['list']['notices'][number];
export type Webhook = Answers['webhooks']['list']['endpoints'][number];
export type Deliveries = Answers['webhooks']['deliveries'];
export type Delivery = Deliveries['deliveries'][number];
export type WidgetEditor = Answers['widgetEditor']['get'];
