/** Pages of every app that are reached from another one. Other addresses below a page name one thing of one app. */
const inner = [
  'documents/answers',
  'conversations/handovers',
  'conversations/unanswered',
  'settings/history',
  'settings/embedding',
];

const outer = (path: string): string => path.split('/')[0]!;

/**
 * The page of another app that is like this one: itself, or the list of what it shows one of.
 * @param path below /apps/{id}/
 */
export const likePage = (path: string): string => (inner.includes(path) ? path : outer(path));

/** The page where an app opens: the wanted one if it is one of those that the reader sees, else the first of them. */
export function firstPage(seen: string[], wanted: string): string {
  const page = likePage(wanted);
  return seen.includes(outer(page)) ? page : seen[0]!;
}
