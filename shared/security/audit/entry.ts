// An entry of the audit log and its hash chain. Pure functions, so that an exported log can be checked anywhere.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Insertable, Selectable } from 'kysely';
import type { AuditEntriesTable } from '../../../db/tables/audit.ts';

export type Subjects = Record<string, string | string[]>;

export type Actor = Pick<Insertable<AuditEntriesTable>, 'actor_kind'> &
  Partial<Pick<Selectable<AuditEntriesTable>, 'actor_id' | 'actor_label'>>;

/** The content of an entry. Its sequence number and time are added when it is appended. */
export type NewEntry = Actor &
  Pick<Selectable<AuditEntriesTable>, 'action' | 'outcome'> &
  Partial<
    Pick<Selectable<AuditEntriesTable>, 'app_id' | 'workspace_id' | 'ends_sequence' | 'request_id' | 'ip'>
  > & { subjects?: Subjects };

/** An entry in an export: times in ISO 8601 with milliseconds, hashes in hex. */
export type Entry = Required<NewEntry> & {
  sequence: number;
  at: string;
  previous_hash: string;
  hash: string;
};

/** The head of a log, signed with the installation's key (base64). */
export type Head = { sequence: number; hash: string };
export type SignedHead = Head & { signature: string };

/** The hash before the first entry. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over the previous hash and the entry, as canonical JSON (RFC 8785). */
export function hashEntry({
  hash: _own,
  previous_hash,
  ...content
}: Omit<Entry, 'hash'> & { hash?: string }) {
  return createHash('sha256')
    .update(Buffer.from(previous_hash, 'hex'))
    .update(canonicalize(content)!)
    .digest('hex');
}

/** The signed bytes of a head. */
export const headBytes = ({ sequence, hash }: Head): Buffer =>
  Buffer.from(`docent audit head\n${sequence}\n${hash}\n`);

export function toEntry(row: Selectable<AuditEntriesTable>): Entry {
  return {
    ...row,
    at: row.at.toISOString(),
    previous_hash: row.previous_hash.toString('hex'),
    hash: row.hash.toString('hex'),
  };
}
