import { fileURLToPath, pathToFileURL } from 'node:url';

export type S3Location = {
  kind: 's3';
  bucket: string;
  /** Of every key: empty, or with a slash at its end. */
  prefix: string;
};
export type StorageLocation = { kind: 'folder'; folder: string } | S3Location;

export const STORAGE_URL_FORM =
  'must be file:/// with an absolute path, or s3://bucket or s3://bucket/prefix with letters, digits, dots, dashes and underscores';

const FOLDER = /^file:\/\/\/[^?#]+$/;
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)\/?$/;

/** Where files are stored; undefined if the URL is neither of a folder nor of a bucket. */
export function parseStorageUrl(url: string): StorageLocation | undefined {
  if (FOLDER.test(url)) return { kind: 'folder', folder: fileURLToPath(url) };
  const found = BUCKET.exec(url);
  if (!found) return undefined;
  const [, bucket = '', path = ''] = found;
  return { kind: 's3', bucket, prefix: path ? `${path.slice(1)}/` : '' };
}

export const toStorageUrl = (location: StorageLocation): string =>
  location.kind === 'folder'
    ? pathToFileURL(location.folder).href
    : `s3://${location.bucket}/${location.prefix}`.replace(/\/$/, '');
