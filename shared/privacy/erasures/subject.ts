import { createHash, randomBytes } from 'node:crypto';
import type { ErasureKind } from '../../../db/tables/erasures.ts';

/** The subject of an erasure. A workspace is in no app. */
export type Subject = { appId: string; workspaceId: string; kind: ErasureKind; id: string };

export const newSalt = (): string => randomBytes(16).toString('base64url');

/** Identifies a subject to those who know its id, and to nobody else. @returns SHA-256 of `salt/kind/app/id`, hex */
export const hashSubject = (
  salt: string,
  { kind, appId, id }: Pick<Subject, 'kind' | 'appId' | 'id'>,
): string => createHash('sha256').update([salt, kind, appId, id].join('/')).digest('hex');
