import type { Config } from '../../../platform/config.ts';
import type { StorageLocation } from '../../../platform/storage-url.ts';
import type { FileStore } from './file-store.ts';
import { folderStore } from './folder-store.ts';

/** Opens a store of files. The client of S3 is loaded only for a bucket. */
export async function openFileStore(
  location: StorageLocation,
  config: Pick<Config, 's3' | 'proxies' | 'minFreeBytes'>,
): Promise<FileStore> {
  if (location.kind === 'folder') return folderStore(location.folder, config.minFreeBytes);
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(location, config);
}
