import type { Generated } from 'kysely';
import type { Json } from './documents.ts';

export type ErasureKind = 'document' | 'session' | 'end_user' | 'app' | 'workspace';

/** What was asked to be erased, and how far that is. It outlives its app. */
export type ErasuresTable = {
  /** Empty where a whole workspace is erased. */
  app_id: string;
  erasure_id: string;
  workspace_id: string;
  kind: ErasureKind;
  /** Its id, or an end user's; null once the receipt is signed. */
  subject: string | null;
  subject_salt: string;
  subject_hash: string;
  /** A key's id, an admin's, or `restore`. */
  requested_by: string;
  status: Generated<'running' | 'completed'>;
  /** What belonged to the subject, for removing and for counting what is left; emptied once the receipt is signed. */
  app_ids: Generated<string[]>;
  document_ids: Generated<string[]>;
  session_ids: Generated<string[]>;
  message_ids: Generated<string[]>;
  blob_ids: Generated<string[]>;
  /** Store → how much was removed. */
  removed: Json<Record<string, number>>;
  /** Store → how much the last attempt found to be left. */
  remaining: Json<Record<string, number>> | null;
  /** Why the last attempt could not finish. */
  problem: string | null;
  requested_at: Generated<Date>;
  completed_at: Date | null;
  receipt: Json<Record<string, unknown>> | null;
};
