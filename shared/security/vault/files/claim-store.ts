import { ConfigError } from '../../../platform/config.ts';
import { publicError } from '../../../platform/errors.ts';
import { MARK_NAME, type FileStore, type StoreMark } from './file-store.ts';

/**
 * Makes sure that a store belongs to this installation, and marks a new one: the files of another installation would be
 * removed as orphans.
 * @param installation id of the signing key
 * @throws ConfigError if it is another one's, was moved, or cannot be reached
 */
export async function claimStore(files: FileStore, installation: string): Promise<void> {
  const mark = await read(files);
  const which = `STORAGE_URL (${files.location})`;
  if (!mark) return write(files, { installation });
  if (mark.installation !== installation)
    throw new ConfigError(
      `${which} holds the files of another installation (${MARK_NAME} there names it). Use another folder, bucket or ` +
        'prefix. Nothing was changed',
    );
  if (mark.movedTo)
    throw new ConfigError(`The files of ${which} were moved to ${mark.movedTo}. Set STORAGE_URL to that`);
  if (mark.incomplete)
    throw new ConfigError(
      `The move of files to ${which} is not complete. Run npm run storage:move once more, to its end`,
    );
}

async function read(files: FileStore): Promise<StoreMark | undefined> {
  try {
    return await files.readMark();
  } catch (error) {
    throw unusable(files, error);
  }
}

async function write(files: FileStore, mark: StoreMark): Promise<void> {
  try {
    await files.writeMark(mark);
  } catch (error) {
    // Questions are answered from a full disk too; the next start writes the mark.
    if (publicError(error).code !== 'storage_full') throw unusable(files, error);
  }
}

/** With the store's own words: they are for the operator. */
function unusable(files: FileStore, error: unknown): ConfigError {
  const { name, message, cause } = error as Error;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : `${name}: ${message}`;
  return new ConfigError(`STORAGE_URL (${files.location}) cannot be used. ${reason}`);
}
