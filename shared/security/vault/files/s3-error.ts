import { DocentError } from '../../../platform/errors.ts';
import { FileMissing } from './file-store.ts';

/** The bucket keeps what is removed: an erasure could not be kept. */
export class VersionedBucket extends DocentError {
  constructor(bucket: string) {
    super(
      'storage_unavailable',
      `The bucket ${bucket} keeps old versions, so what is erased would stay in it. Use a bucket in which versioning was never switched on.`,
    );
  }
}

const FULL = /^(QuotaExceeded|InsufficientStorage|XMinioStorageFull|StorageFull)/;
const GONE = /^(NoSuchKey|NoSuchUpload)$/;
const UNSUPPORTED = /^(NotImplemented|MethodNotAllowed)$/;

type ServiceError = { name?: string; Code?: string; $metadata?: { httpStatusCode?: number } };

const codeOf = (error: unknown): string => {
  const { name, Code } = (error ?? {}) as ServiceError;
  return Code ?? name ?? '';
};

/**
 * The error of a bucket as use cases know it. Whatever a bucket refuses is an outage, which an operator ends: wrong
 * credentials and a missing bucket too. Nothing is taken for a file that does not exist but the statement that it does not.
 */
export function toStorageError(error: unknown): unknown {
  if (error instanceof DocentError || error instanceof FileMissing) return error;
  const code = codeOf(error);
  if (GONE.test(code)) return new FileMissing(undefined, { cause: error });
  const isFull = FULL.test(code) || (error as ServiceError)?.$metadata?.httpStatusCode === 507;
  return new DocentError(isFull ? 'storage_full' : 'storage_unavailable', undefined, {}, error);
}

/** Whether a server does not have this operation. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof DocentError && UNSUPPORTED.test(codeOf(error.cause));
