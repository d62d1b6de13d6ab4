import type { UploadedAs } from '../../shared/contract/documents.ts';
import type { AppCall } from '../call.ts';
import { type StagedUpload } from './stage-upload.ts';

/** How an operation handles a form with files. */
export type UploadForm = {
  mostFiles: number;
  /** Bytes of the document that the upload replaces. Can refuse before anything is read. */
  replaces?(call: AppCall, params: Params): Promise<number>;
  take(
    call: AppCall,
    staged: StagedUpload[],
    metadata: Record<string, unknown> | undefined,
    params: Params,
    as: UploadedAs,
  ): Promise<object>;
};

export type Params = Record<string, string | undefined>;
