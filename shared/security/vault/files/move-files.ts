// Moves all files from one store to another. It can be killed at any line and run again: `from` stays whole until every
// file was verified in `to`, and the marks of both stores say how far it is.
import type { FileStore } from './file-store.ts';
import { checkMarks } from './check-marks.ts';
import { copyFile } from './copy-file.ts';
import { eachAtOnce } from '../../../platform/each-at-once.ts';
import type { MoveRecord } from './move-record.ts';

export type MovedFiles = {
  /** Copied and verified now. */
  copied: number;
  bytes: number;
  /** Copied and verified by an earlier run. */
  kept: number;
  /** Removed from `to`, because `from` no longer has them. */
  dropped: number;
  /** Removed from `from`. */
  removed: number;
  /** Other processes that still use `from`; nothing is switched then. */
  inUse: number;
};

export type Move = {
  from: FileStore;
  to: FileStore;
  /** The URL of `to`, which `from` gets as its mark. */
  toUrl: string;
  /** Id of the installation's signing key. */
  installation: string;
  record: MoveRecord;
  /** How many other processes use `from`. */
  countUsers: () => Promise<number>;
  /** Called after every file. */
  report?: (so: MovedFiles) => void;
  signal?: AbortSignal;
};

const AT_ONCE = 4;

/** @throws MoveRefused; storage_unavailable and what else a store says: it can be run again then */
export async function moveFiles(move: Move): Promise<MovedFiles> {
  const { from, to, installation, toUrl, countUsers } = move;
  const so: MovedFiles = { copied: 0, bytes: 0, kept: 0, dropped: 0, removed: 0, inUse: 0 };
  const state = await checkMarks(move);
  if (state !== 'switched') {
    await to.writeMark({ installation, incomplete: true });
    if (state === 'begun') {
      so.kept = await copyAll(move, so);
      so.inUse = await countUsers();
      if (so.inUse > 0) return so;
      await from.writeMark({ installation, movedTo: toUrl });
    }
    // No process starts on `from` any more. One that had started just before is seen now.
    so.inUse = await countUsers();
    if (so.inUse > 0) {
      await from.writeMark({ installation });
      return so;
    }
    const kept = await copyAll(move, so);
    if (state === 'closed') so.kept = kept;
    await to.writeMark({ installation });
  }
  await removeAll(move, so);
  await move.record.forget();
  return so;
}

/** Copies what `to` does not have, and removes there what `from` no longer has. @returns how many were there already */
async function copyAll(move: Move, so: MovedFiles): Promise<number> {
  const { from, to, record, report, signal } = move;
  const there = new Set<string>();
  let kept = 0;
  for await (const { appId, blobId } of to.list()) there.add(`${appId}/${blobId}`);
  await eachAtOnce(AT_ONCE, from.list(), async ({ appId, blobId, writtenAt }) => {
    signal?.throwIfAborted();
    const name = `${appId}/${blobId}`;
    const isThere = there.delete(name);
    const version = writtenAt.toISOString();
    if (isThere && record.has(name, version)) kept++;
    else {
      const bytes = await copyFile(from, to, { appId, blobId }, isThere);
      if (bytes === undefined) return;
      await record.add(name, version);
      so.copied++;
      so.bytes += bytes;
    }
    report?.(so);
  });
  for (const name of there) {
    const [appId, blobId] = name.split('/') as [string, string];
    await to.remove(appId, blobId);
    so.dropped++;
  }
  return kept;
}

async function removeAll({ from, report, signal }: Move, so: MovedFiles): Promise<void> {
  const appIds = new Set<string>();
  for await (const { appId } of from.list()) appIds.add(appId);
  for (const appId of appIds) {
    signal?.throwIfAborted();
    const count = await from.count(appId);
    await from.removeAll(appId);
    so.removed += count;
    report?.(so);
  }
}
