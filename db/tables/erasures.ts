import type { Generated } from 'kysely';
import type { Json } from './documents.ts';

export type ErasureKind = 'document' | 'session' | 'end_user' | 'app' | 'workspace';

/** A requested erasure and its state. It outlives its app. */
export type ErasuresTable = {
  /** Empty if a whole workspace is erased. */
  app_id: string;
  erasure_id: string;
  workspace_id: string;
  kind: ErasureKind;
  /** Id of the subject, or of the end user; null once the receipt is signed. */
  subject: string | null;
  subject_salt: string;
  subject_hash: string;
  /** The id of a key or an admin, or `restore`. */
  requested_by: string;
  status: Generated<'running' | 'completed'>;
  /** What belonged to the subject, for removal and counting; emptied once the receipt is signed. */
  app_ids: Generated<string[]>;
  document_ids: Generated<string[]>;
  session_ids: Generated<string[]>;
  message_ids: Generated<string[]>;
  blob_ids: Generated<string[]>;
  /** Store → number removed. */
  removed: Json<Record<string, number>>;
  /** Store → number left at the last attempt. */
  remaining: Json<Record<string, number>> | null;
  /** Why the last attempt failed. */
  problem: string | null;
  requested_at: Generated<Date>;
  completed_at: Date | null;
  receipt: Json<Record<string, unknown>> | null;
};
