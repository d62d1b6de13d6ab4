import { z } from 'zod';
import { DocumentId, ErasureId, Page, PageMeta, SessionId, Timestamp, label } from './fields.ts';
import { operation } from './operation.ts';

const Counts = z.record(z.string(), z.int()).describe('Store → count.');
export const ErasureKind = z.enum(['document', 'session', 'end_user', 'app', 'workspace']);

const Subject = z.object({
  kind: ErasureKind,
  salt: z.string(),
  hash: z
    .string()
    .describe('SHA-256 of `salt/kind/app_id/id`, in hex. Can be computed by anyone who knows the id.'),
});

/** Signed with Ed25519 over the canonical JSON (RFC 8785) of all fields but the signature. */
export const Receipt = z
  .object({
    version: z.literal(1),
    erasure_id: ErasureId,
    app_id: z.string().describe('Empty if a whole workspace was erased.'),
    subject: Subject,
    requested_at: Timestamp,
    completed_at: Timestamp,
    removed: Counts,
    left: Counts.describe('Store → what was left when it was counted: 0 in each.'),
    audit_head: z
      .object({ sequence: z.int(), hash: z.string() })
      .describe('The last entry of the audit log at that time. The log must still contain it.'),
    key_id: z.string().describe('The key that signed it, from GET /signing-keys.'),
    signature: z.string().describe('Ed25519, base64url.'),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

export const Erasure = z
  .object({
    erasure_id: ErasureId,
    status: z.enum(['running', 'completed']),
    subject: Subject,
    requested_by: z.string().describe('The id of a key or an admin, or `restore`.'),
    requested_at: Timestamp,
    completed_at: Timestamp.nullable(),
    removed: Counts,
    problem: z.string().nullable().describe('If a store failed: why it is not done yet. It is tried again.'),
    receipt: Receipt.optional().describe('Present when nothing is left.'),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof Erasure>;

/** Exactly one of the three. */
export const RequestErasure = z
  .object({
    document_id: DocumentId.optional(),
    session_id: SessionId.optional(),
    end_user_id: label(200).optional().describe('All sessions that were started with this `end_user_id`.'),
  })
  .refine(
    ({ document_id, session_id, end_user_id }) => {
      const named = [document_id, session_id, end_user_id].filter((id) => id !== undefined);
      return named.length === 1;
    },
    {
      error: 'send exactly one of document_id, session_id and end_user_id',
    },
  );
export type RequestErasure = z.infer<typeof RequestErasure>;

export const erasures = {
  requestErasure: operation({
    id: 'requestErasure',
    tag: 'Privacy',
    summary: 'Erase a document, a session, or everything about an end user',
    description:
      'The rows are gone when this responds. A job then removes the files and counts every store. Only if all counts are zero ' +
      'is a signed receipt issued. Answers that quote an erased document lose their text.',
    method: 'post',
    path: '/erasures',
    scope: 'privacy:write',
    status: 202,
    input: RequestErasure,
    output: z.object({ erasure: Erasure }),
    errors: ['document_not_found', 'session_not_found', 'legal_hold'],
  }),
  getErasure: operation({
    id: 'getErasure',
    tag: 'Privacy',
    summary: 'Get an erasure and its receipt',
    method: 'get',
    path: '/erasures/{erasure_id}',
    scope: 'privacy:write',
    status: 200,
    input: z.object({ erasure_id: ErasureId }),
    output: z.object({ erasure: Erasure }),
    errors: ['erasure_not_found'],
  }),
  listErasures: operation({
    id: 'listErasures',
    tag: 'Privacy',
    summary: 'List erasures, newest first',
    method: 'get',
    path: '/erasures',
    scope: 'privacy:write',
    status: 200,
    input: z.object(Page),
    output: z.object({ erasures: z.array(Erasure), meta: PageMeta }),
    errors: [],
  }),
  listSigningKeys: operation({
    id: 'listSigningKeys',
    tag: 'Privacy',
    summary: 'Get the public keys of receipts',
    description:
      'Keep a copy. With it, `npm run receipt:verify` or any Ed25519 library can check a receipt offline.',
    method: 'get',
    path: '/signing-keys',
    scope: null,
    status: 200,
    input: z.object({}),
    output: z.object({
      keys: z.array(
        z.object({
          key_id: z.string(),
          algorithm: z.literal('Ed25519'),
          public_key: z.string().describe('SPKI, PEM.'),
        }),
      ),
    }),
    errors: [],
  }),
};
