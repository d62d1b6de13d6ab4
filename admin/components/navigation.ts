// Where one can go in the panel: the shell, the tabs of an app and the command palette read these two lists.
import type { ComponentType } from 'react';
import type { Admin } from '../types.ts';
import { AppsIcon, DocumentIcon, GaugeIcon, KeyIcon, TeamIcon } from './icons.tsx';

export type Entry = {
  /** Below /admin; of an app's page, below the app. */
  to: string;
  label: string;
  icon: ComponentType<{ size?: number }>;
  /** One line for the command palette. */
  about: string;
  /** Only these roles see it; without it, all do. The router decides what they may do. */
  roles?: Admin['role'][];
};

/** The panel's own pages, in the order of the navigation. Append yours. */
export const pages: Entry[] = [
  { to: '/apps', label: 'Apps', icon: AppsIcon, about: 'Everything that answers from documents of its own' },
  {
    to: '/team',
    label: 'Team',
    icon: TeamIcon,
    about: 'Who may use the panel, and as what',
    roles: ['owner'],
  },
];

/** The pages of one app, in the order of its tabs. */
export const appPages: Entry[] = [
  { to: 'documents', label: 'Documents', icon: DocumentIcon, about: 'What answers are drawn from' },
  { to: 'keys', label: 'Keys', icon: KeyIcon, about: 'What may speak to the app' },
  { to: 'usage', label: 'Usage', icon: GaugeIcon, about: 'Tokens and cost' },
];

/** The entries that a role sees. */
export const seenBy = (entries: Entry[], role: Admin['role']): Entry[] =>
  entries.filter(({ roles }) => !roles || roles.includes(role));
