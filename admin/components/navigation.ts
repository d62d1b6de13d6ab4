// Where one can go in the panel: the shell, the tabs of an app and the command palette read these two lists.
import type { ComponentType } from 'react';
import { reaches, type Role } from '../../shared/contract/roles.panel.ts';
import {
  AppsIcon,
  AuditIcon,
  ChatIcon,
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
  SystemIcon,
  TeamIcon,
  WebhookIcon,
  WidgetIcon,
  WorkspaceIcon,
} from './icons.tsx';

export type Entry = {
  /** Below /admin; of an app's page, below the app. */
  to: string;
  label: string;
  icon: ComponentType<{ size?: number }>;
  /** One line for the command palette. */
  about: string;
  /** The least role that sees it; without it, all do. The router decides what they may do. */
  needs?: Role;
};

/** The panel's own pages, in the order of the navigation. */
export const pages: Entry[] = [
  { to: '/overview', label: 'Overview', icon: OverviewIcon, about: 'How it goes, and what needs attention' },
  { to: '/apps', label: 'Apps', icon: AppsIcon, about: 'Everything that answers from documents of its own' },
  { to: '/workspaces', label: 'Workspaces', icon: WorkspaceIcon, about: 'Customers, and the apps they own' },
  { to: '/usage', label: 'Usage', icon: GaugeIcon, about: 'Tokens and cost of every app, key and model' },
  { to: '/prices', label: 'Prices', icon: PriceIcon, about: 'What models cost, with history' },
  { to: '/invoices', label: 'Invoices', icon: InvoiceIcon, about: 'What workspaces owe, month by month' },
  {
    to: '/notices',
    label: 'Notices',
    icon: NoticeIcon,
    about: 'Quotas and budgets that run out, unusual days',
  },
  {
    to: '/erasures',
    label: 'Erasures',
    icon: EraseIcon,
    about: 'What was erased, and the signed receipts',
    needs: 'admin',
  },
  {
    to: '/audit',
    label: 'Audit',
    icon: AuditIcon,
    about: 'Who did what, in a chain that shows tampering',
    needs: 'admin',
  },
  { to: '/jobs', label: 'Jobs', icon: JobsIcon, about: 'Queues, dead letters and the timetable' },
  {
    to: '/system',
    label: 'System',
    icon: SystemIcon,
    about: 'Models, processes, database, storage',
  },
  {
    to: '/team',
    label: 'Team',
    icon: TeamIcon,
    about: 'Who may use the panel, and as what',
    needs: 'owner',
  },
];

/** The pages of one app, in the order of its tabs. */
export const appPages: Entry[] = [
  {
    to: 'playground',
    label: 'Playground',
    icon: PlayIcon,
    about: 'Ask, and see how the answer came about',
    needs: 'analyst',
  },
  { to: 'documents', label: 'Documents', icon: DocumentIcon, about: 'What answers are drawn from' },
  {
    to: 'conversations',
    label: 'Conversations',
    icon: ChatIcon,
    about: 'What was asked and answered',
    needs: 'analyst',
  },
  { to: 'keys', label: 'Keys', icon: KeyIcon, about: 'What may speak to the app' },
  { to: 'widget', label: 'Widget', icon: WidgetIcon, about: 'The chat on your pages: looks, words, snippet' },
  {
    to: 'webhooks',
    label: 'Webhooks',
    icon: WebhookIcon,
    about: 'Who is told what happens, and the log of it',
  },
  { to: 'usage', label: 'Usage', icon: GaugeIcon, about: 'Tokens and cost' },
  { to: 'budgets', label: 'Budgets', icon: PriceIcon, about: 'The most it may spend in a month' },
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

/** The entries that a role sees. */
export const seenBy = (entries: Entry[], role: Role): Entry[] =>
  entries.filter(({ needs }) => !needs || reaches(role, needs));
