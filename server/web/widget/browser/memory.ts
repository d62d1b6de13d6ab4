// Stores the conversation per key in the visitor's browser. Without storage, it is lost on the next page.
import type { Begun, Citation, Near } from './service.ts';

export type Turn = {
  from: 'visitor' | 'docent';
  text: string;
  citations?: Citation[];
  /** What was nearest, where nothing was found. */
  nearest?: Near[];
  message_id?: string;
  rating?: 'up' | 'down';
};
export type Memory = {
  session_id?: string | undefined;
  session_secret?: string | undefined;
  /** The running answer, which the next page continues. */
  pending?: Begun | undefined;
  turns: Turn[];
  /** Whether the panel was open, and whether an answer came while it was not. */
  open?: boolean;
  unread?: boolean;
};

const MOST_TURNS = 40;
const nameOf = (key: string) => `docent:${key}`;
const visitorOf = (key: string) => `docent:${key}:visitor`;

/** Another person at this browser starts a conversation of their own. */
export function forgetOthers(key: string, visitor = ''): void {
  try {
    if ((localStorage.getItem(visitorOf(key)) ?? '') === visitor) return;
    forget(key);
    if (visitor) localStorage.setItem(visitorOf(key), visitor);
    else localStorage.removeItem(visitorOf(key));
  } catch {}
}

export function recall(key: string): Memory {
  try {
    const found = JSON.parse(localStorage.getItem(nameOf(key)) ?? 'null');
    if (Array.isArray(found?.turns)) return found;
  } catch {}
  return { turns: [] };
}

export function keep(key: string, memory: Memory): void {
  try {
    localStorage.setItem(nameOf(key), JSON.stringify({ ...memory, turns: memory.turns.slice(-MOST_TURNS) }));
  } catch {}
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(nameOf(key));
  } catch {}
}
