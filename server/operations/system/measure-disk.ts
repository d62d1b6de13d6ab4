import { statfs } from 'node:fs/promises';
import type { Config } from '../../../shared/platform/config.ts';

/** The disk that holds the blobs; null where the system does not tell. */
export async function measureDisk({ blobDir, dataDir }: Pick<Config, 'blobDir' | 'dataDir'>) {
  // The blobs' folder comes with the first upload.
  const measured = await statfs(blobDir).catch(() => statfs(dataDir).catch(() => null));
  return (
    measured && {
      free_bytes: measured.bavail * measured.bsize,
      total_bytes: measured.blocks * measured.bsize,
    }
  );
}
