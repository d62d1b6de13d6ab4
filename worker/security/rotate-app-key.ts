import type { JobPayload } from '../../shared/platform/jobs.ts';
import { continueRotation } from '../../shared/security/vault/rotate-app-key.ts';
import type { Run, Worker } from '../worker.ts';

export const rotateAppKey = (
  worker: Worker,
  { payload, signal }: Run<JobPayload<'rotate-app-key'>>,
): Promise<void> => continueRotation(worker, payload.app_id, signal);
