import type { Generated } from 'kysely';

type ExportStatus = 'queued' | 'running' | 'done' | 'failed' | 'expired';

/** A ZIP of what is held about a person, or of the whole app. */
export type ExportsTable = {
  app_id: string;
  export_id: string;
  status: Generated<ExportStatus>;
  of_person: boolean;
  /** The end user's id, sealed with the app's data key; null for the whole app, and when the file is gone. */
  subject: Buffer | null;
  /** The file that is being written or was; the newest attempt's, so that an overtaken one finishes nothing. */
  blob_id: string | null;
  bytes: number | null;
  /** A key's id or an admin's. */
  requested_by: string;
  created_at: Generated<Date>;
  finished_at: Date | null;
  expires_at: Date | null;
};

/** Apps that are being brought in from another server's export, and are not whole yet. */
export type ImportsTable = {
  app_id: string;
  process_id: string;
  started_at: Generated<Date>;
};
