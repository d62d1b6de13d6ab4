import { statfs } from 'node:fs/promises';
import type { Config } from '../../../shared/platform/config.ts';

/** Free space on the disk of the stored files, or of DATA_DIR if they are in a bucket; null if it is not known. */
export async function measureDisk({ storage, dataDir }: Pick<Config, 'storage' | 'dataDir'>) {
  const folder = storage.kind === 'folder' ? storage.folder : dataDir;
  // The folder is created with the first upload.
  const measured = await statfs(folder).catch(() => statfs(dataDir).catch(() => null));
  return (
    measured && {
      free_bytes: measured.bavail * measured.bsize,
      total_bytes: measured.blocks * measured.bsize,
    }
  );
}
