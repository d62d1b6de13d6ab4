/** The result of a removal: counts by store, and what is still to be removed. */
export type Removed = {
  counts: Record<string, number>;
  documentIds: string[];
  sessionIds: string[];
  messageIds: string[];
  /** Files that are still to be removed; their records go with them. */
  blobIds: string[];
  appIds: string[];
};

export const removedNothing = (): Removed => ({
  counts: {},
  documentIds: [],
  sessionIds: [],
  messageIds: [],
  blobIds: [],
  appIds: [],
});

export function addRemoved(one: Removed, other: Removed): Removed {
  const both = (a: string[], b: string[]) => [...new Set([...a, ...b])];
  return {
    counts: addCounts(one.counts, other.counts),
    documentIds: both(one.documentIds, other.documentIds),
    sessionIds: both(one.sessionIds, other.sessionIds),
    messageIds: both(one.messageIds, other.messageIds),
    blobIds: both(one.blobIds, other.blobIds),
    appIds: both(one.appIds, other.appIds),
  };
}

export function addCounts(
  one: Record<string, number>,
  other: Record<string, number>,
): Record<string, number> {
  const sum = { ...one };
  for (const [store, count] of Object.entries(other)) sum[store] = (sum[store] ?? 0) + count;
  return sum;
}
