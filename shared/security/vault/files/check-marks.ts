import type { FileStore, StoreMark } from './file-store.ts';

/** A move that must not begin. The message is for the operator. */
export class MoveRefused extends Error {}

type Both = { from: FileStore; to: FileStore; toUrl: string; installation: string };

/**
 * How far a move is, by the marks of both stores. `begun`: `from` is in use. `closed`: nothing can start on `from`.
 * `switched`: `to` is in use, and what is left in `from` was copied.
 * @throws MoveRefused if a store belongs to someone else
 */
export async function checkMarks({
  from,
  to,
  toUrl,
  installation,
}: Both): Promise<'begun' | 'closed' | 'switched'> {
  const [source, target] = await Promise.all([from.readMark(), to.readMark()]);
  for (const [{ location }, mark] of [
    [from, source],
    [to, target],
  ] as const)
    if (mark && mark.installation !== installation)
      throw new MoveRefused(`${location} holds the files of another installation. Nothing was changed`);
  if (source?.incomplete)
    throw new MoveRefused(`A move to ${from.location} is not complete. Run that one to its end first`);
  if (source?.movedTo === toUrl) return target && isInUse(target) ? 'switched' : 'closed';
  if (source?.movedTo)
    throw new MoveRefused(
      `The files of ${from.location} were moved to ${source.movedTo}: name that with --from`,
    );
  if (!target?.incomplete && (await hasFiles(to)))
    throw new MoveRefused(
      target?.movedTo
        ? `${to.location} still has files of an earlier move. Run that one to its end first: --from ${to.location}`
        : `${to.location} already has files. Use an empty folder, or a prefix without files`,
    );
  return 'begun';
}

const isInUse = ({ incomplete, movedTo }: StoreMark): boolean => !incomplete && !movedTo;

async function hasFiles(store: FileStore): Promise<boolean> {
  for await (const file of store.list()) if (file.blobId) return true;
  return false;
}
