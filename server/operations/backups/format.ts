// The format of a backup: a ZIP with a file of rows for each table, the files of documents as they are stored, and
// manifest.json, which is written last.
import { z } from 'zod';

export const FORMAT = 'docent-backup';
export const FORMAT_VERSION = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const TableEntry = z.object({
  name: z.string().regex(/^[a-z_.]+$/),
  columns: z.array(z.string().regex(/^[a-z_0-9]+$/)),
  rows: z.int().min(0),
  /** Of the rows, whatever their order. */
  checksum: z.string(),
  /** Of the file. */
  sha256,
});

export const Manifest = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  docent: z.string(),
  created_at: z.iso.datetime(),
  /** Id of the installation's signing key. */
  installation: z.string(),
  /** Names of the migrations of the database, in order. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(TableEntry).min(1),
  files: z.object({
    /** Whether they are in the backup; otherwise they stay where they are. */
    included: z.boolean(),
    location: z.string(),
    count: z.int().min(0),
    /** Files that were removed while the backup was written. */
    gone: z.int().min(0),
    /** Of files.ndjson. */
    sha256,
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/** A line of files.ndjson. */
export const FileLine = z.object({
  app_id: z.string().regex(/^app_[0-9a-z]+$/),
  blob_id: z.string().regex(/^blob_[0-9a-z]+$/),
  sha256,
});
export type FileLine = z.infer<typeof FileLine>;

export const tablePath = (name: string): string => `tables/${name}.ndjson`;
export const filePath = ({ app_id, blob_id }: Omit<FileLine, 'sha256'>): string =>
  `files/${app_id}/${blob_id}`;
