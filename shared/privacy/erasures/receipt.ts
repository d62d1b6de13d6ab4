// A receipt says what was erased and that nothing is left. It is signed and can be checked without this server.
import canonicalize from 'canonicalize';
import { Receipt } from '../../contract/erasures.ts';
import { verifySignature } from '../../security/vault/signing-key.ts';
import { hashSubject } from './subject.ts';

/** The signed bytes: canonical JSON (RFC 8785) of everything but the signature. */
export const signedBytes = (receipt: object): Buffer => {
  const { signature: _, ...rest } = receipt as { signature?: unknown };
  return Buffer.from(canonicalize(rest)!);
};

export type Verdict = { genuine: true; receipt: Receipt } | { genuine: false; why: string };

/**
 * Checks a receipt's format and signature, and that nothing was left.
 * @param publicKey as returned by GET /signing-keys
 */
export function verifyReceipt(given: unknown, publicKey: string): Verdict {
  const parsed = Receipt.safeParse(given);
  if (!parsed.success) return { genuine: false, why: 'this is not an erasure receipt' };
  const receipt = parsed.data;
  // Over the given object, not the parsed one: an added field counts as a change.
  const signature = Buffer.from(receipt.signature, 'base64url');
  if (!verifySignature(publicKey, signedBytes(given as object), signature))
    return {
      genuine: false,
      why: 'the signature does not match: the receipt was changed, or is from another server',
    };
  if (Object.values(receipt.left).some((count) => count !== 0))
    return { genuine: false, why: 'it says that something was left' };
  return { genuine: true, receipt };
}

/** Whether a receipt is about a subject: the id of a document, session, app or workspace, or an end user's id. */
export const isAbout = ({ subject, app_id }: Receipt, id: string): boolean =>
  hashSubject(subject.salt, { kind: subject.kind, appId: app_id, id }) === subject.hash;
