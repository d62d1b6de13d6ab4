import { statfs } from 'node:fs/promises';
import type { Config } from '../../../shared/platform/config.ts';

/** Free space on the blobs' disk; null if the system does not report it. */
export async function measureDisk({ blobDir, dataDir }: Pick<Config, 'blobDir' | 'dataDir'>) {
  // The folder is created with the first upload.
  const measured = await statfs(blobDir).catch(() => statfs(dataDir).catch(() => null));
  return (
    measured && {
      free_bytes: measured.bavail * measured.bsize,
      total_bytes: measured.blocks * measured.bsize,
    }
  );
}
