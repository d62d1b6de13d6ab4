// The pages of the panel. The shell, the tabs of an app and the command palette read these lists.
import type { ComponentType } from 'react';
import { reaches, type Role, type Standing } from '../../shared/contract/roles.panel.ts';
import {
  AppsIcon,
  AuditIcon,
  ChatIcon,
  CheckIcon,
  DocumentIcon,
  EraseIcon,
  GaugeIcon,
  InvoiceIcon,
  JobsIcon,
  KeyIcon,
  NoticeIcon,
  OverviewIcon,
  PlayIcon,
  PriceIcon,
  PrivacyIcon,
  SettingsIcon,
  SourceIcon,
  SystemIcon,
  TeamIcon,
  WebhookIcon,
  WidgetIcon,
  WorkspaceIcon,
} from './icons.tsx';

export type Entry = {
  /** Path below /admin; for a page of an app, below the app. */
  to: string;
  label: string;
  icon: ComponentType<{ size?: number }>;
  /** Description for the command palette. */
  about: string;
  /** Its heading in the navigation; the first page has none. */
  group?: 'Build' | 'Observe' | 'Bill' | 'Trust' | 'Operate';
  /** The least role that sees the page. The router decides what the role may do. */
  needs?: Role;
  /** It shows members of single workspaces what is theirs, with that role in one of them. Other pages are the team's. */
  forMembers?: true;
};

/** The pages of the panel, in the order of the navigation. */
const pages: Entry[] = [
  {
    to: '/overview',
    label: 'Overview',
    icon: OverviewIcon,
    forMembers: true,
    about: 'Key figures, and what needs attention',
  },
  {
    to: '/apps',
    group: 'Build',
    label: 'Apps',
    icon: AppsIcon,
    forMembers: true,
    about: 'Each app answers from its own documents',
  },
  {
    to: '/workspaces',
    group: 'Build',
    label: 'Workspaces',
    icon: WorkspaceIcon,
    forMembers: true,
    about: 'Customers and their apps',
  },
  {
    to: '/usage',
    group: 'Observe',
    label: 'Usage',
    icon: GaugeIcon,
    about: 'Tokens and cost of every app, key and model',
  },
  {
    to: '/notices',
    group: 'Observe',
    label: 'Notices',
    icon: NoticeIcon,
    forMembers: true,
    about: 'Quotas, budgets and unusual days',
  },
  { to: '/prices', group: 'Bill', label: 'Prices', icon: PriceIcon, about: 'Prices of models, with history' },
  {
    to: '/invoices',
    group: 'Bill',
    label: 'Invoices',
    icon: InvoiceIcon,
    forMembers: true,
    about: 'Monthly invoices of the workspaces',
  },
  {
    to: '/erasures',
    group: 'Trust',
    label: 'Erasures',
    icon: EraseIcon,
    about: 'Erasures and their signed receipts',
    needs: 'admin',
  },
  {
    to: '/audit',
    group: 'Trust',
    label: 'Audit',
    icon: AuditIcon,
    forMembers: true,
    about: 'Who did what, protected against tampering',
    needs: 'admin',
  },
  {
    to: '/jobs',
    group: 'Operate',
    label: 'Jobs',
    icon: JobsIcon,
    about: 'Queues, failed jobs and schedules',
  },
  {
    to: '/system',
    group: 'Operate',
    label: 'System',
    icon: SystemIcon,
    about: 'Models, processes, database, storage',
  },
  {
    to: '/team',
    group: 'Operate',
    label: 'Team',
    icon: TeamIcon,
    about: 'Members and roles',
    needs: 'owner',
  },
];

/** The pages of an app, in the order of its tabs. */
const appPages: Entry[] = [
  {
    to: 'playground',
    label: 'Playground',
    icon: PlayIcon,
    about: 'Ask questions and see the trace',
    needs: 'analyst',
  },
  { to: 'documents', label: 'Documents', icon: DocumentIcon, about: 'The documents this app answers from' },
  {
    to: 'sources',
    label: 'Sources',
    icon: SourceIcon,
    about: 'Sites, sitemaps, feeds and lists of addresses',
  },
  {
    to: 'conversations',
    label: 'Conversations',
    icon: ChatIcon,
    about: 'Questions and answers',
    needs: 'analyst',
  },
  {
    to: 'evaluations',
    label: 'Evaluation',
    icon: CheckIcon,
    about: 'Test questions, their runs, and what a change does to them',
    needs: 'analyst',
  },
  { to: 'keys', label: 'Keys', icon: KeyIcon, about: 'API keys of the app' },
  {
    to: 'widget',
    label: 'Widget',
    icon: WidgetIcon,
    about: 'The chat on your pages: appearance, texts, snippet',
  },
  {
    to: 'webhooks',
    label: 'Webhooks',
    icon: WebhookIcon,
    about: 'Endpoints for events, and the delivery log',
  },
  { to: 'usage', label: 'Usage', icon: GaugeIcon, about: 'Tokens and cost' },
  { to: 'budgets', label: 'Budgets', icon: PriceIcon, about: 'Monthly spending limits' },
  {
    to: 'privacy',
    label: 'Privacy',
    icon: PrivacyIcon,
    about: 'Erasures, retention, legal hold, exports',
    needs: 'admin',
  },
  {
    to: 'settings',
    label: 'Settings',
    icon: SettingsIcon,
    about: 'Model, instructions, language, links, limits',
  },
];

/** The pages of an app that a role in it sees. */
export const appPagesOf = (role: Role | null): Entry[] =>
  appPages.filter(({ needs }) => !needs || reaches(role, needs));

/** The pages of the panel that somebody sees. */
export const pagesOf = ({ role, workspaces = [] }: Standing): Entry[] =>
  pages.filter(({ needs, forMembers }) => {
    if (role && (!needs || reaches(role, needs))) return true;
    return forMembers && workspaces.some((own) => !needs || reaches(own.role, needs));
  });
