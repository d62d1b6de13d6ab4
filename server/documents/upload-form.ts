import type { AppCall } from '../call.ts';
import { type StagedUpload } from './stage-upload.ts';

/** How an operation handles a form with files. */
export type UploadForm = {
  mostFiles: number;
  /** Can refuse before anything is read. */
  before?(call: AppCall, params: Params): Promise<void>;
  take(
    call: AppCall,
    staged: StagedUpload[],
    metadata: Record<string, unknown> | undefined,
    params: Params,
  ): Promise<object>;
};

export type Params = Record<string, string | undefined>;
