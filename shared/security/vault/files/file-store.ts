import type { Readable } from 'node:stream';

export type FileName = { appId: string; blobId: string };

/** Whose a store is. A store in use by another installation would be swept as orphans. */
export type StoreMark = {
  /** Id of the installation's signing key. */
  installation: string;
  /** A move into this store is under way. */
  incomplete?: boolean | undefined;
  /** Its files were moved to this URL. */
  movedTo?: string | undefined;
};

/** Where sealed files are: a folder, or a bucket. */
export type FileStore = {
  /** For people: the folder, or `s3://bucket/prefix`. */
  location: string;
  /**
   * Stores a new file. If it fails, nothing is left.
   * @param mostBytes how large it can become, or Infinity
   * @throws what `pieces` throws; storage_full, storage_unavailable
   */
  put(name: FileName, pieces: AsyncIterable<Buffer>, mostBytes: number): Promise<void>;
  /**
   * Stores new content beside a file, then replaces it.
   * @param inTurn runs the exchange while nobody removes the file, or skips it if it is no longer wanted
   * @returns whether it was replaced
   */
  exchange(
    name: FileName,
    pieces: AsyncIterable<Buffer>,
    inTurn: (exchange: () => Promise<void>) => Promise<void>,
  ): Promise<boolean>;
  /** The bytes as they are stored. @throws FileMissing; storage_unavailable, also while it is read */
  get(name: FileName): Promise<Readable>;
  /** When a file was last written; undefined if it does not exist. */
  writtenAt(appId: string, blobId: string): Promise<Date | undefined>;
  /** Removes a file and what is left of attempts to write it; no error if it does not exist. */
  remove(appId: string, blobId: string): Promise<void>;
  /** Whether there is a file, or something left of an attempt to write it. */
  exists(appId: string, blobId: string): Promise<boolean>;
  /** Removes all files of an app. */
  removeAll(appId: string): Promise<void>;
  /** The number of files of an app. */
  count(appId: string): Promise<number>;
  /**
   * Asks for space before something new is stored.
   * @throws storage_full if less than the configured minimum would be left
   */
  requireSpace(bytes: number): Promise<void>;
  /** Writes a small file and removes it. @throws if the store takes no files */
  probe(): Promise<void>;
  /** All files of all apps. */
  list(): AsyncGenerator<{ appId: string; blobId: string; writtenAt: Date }, void>;
  readMark(): Promise<StoreMark | undefined>;
  writeMark(mark: StoreMark): Promise<void>;
  close(): void;
};

export class FileMissing extends Error {}

/** The name of the file with the store's mark. */
export const MARK_NAME = 'docent.json';
