import type { Generated } from 'kysely';

type ExportStatus = 'queued' | 'running' | 'done' | 'failed' | 'expired';

/** An export of one person's data or of the whole app. */
export type ExportsTable = {
  app_id: string;
  export_id: string;
  status: Generated<ExportStatus>;
  of_person: boolean;
  /** The end user's id, sealed with the app's data key; null for the whole app, or when the file is gone. */
  subject: Buffer | null;
  /** The file of the newest attempt, so that an overtaken one completes nothing. */
  blob_id: string | null;
  bytes: number | null;
  /** The id of a key or an admin. */
  requested_by: string;
  created_at: Generated<Date>;
  finished_at: Date | null;
  expires_at: Date | null;
};

/** Apps that are being imported and are not complete yet. */
export type ImportsTable = {
  app_id: string;
  process_id: string;
  started_at: Generated<Date>;
};
