// A receipt says what was erased and that nothing is left of it, signed; anybody can check it without this server.
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { Receipt } from '../../contract/erasures.ts';
import { verifySignature } from '../../security/vault/signing-key.ts';
import { hashSubject } from './subject.ts';

/** Bytes that are signed: canonical JSON (RFC 8785) of all but the signature. */
export const signedBytes = (receipt: object): Buffer => {
  const { signature: _, ...rest } = receipt as { signature?: unknown };
  return Buffer.from(canonicalize(rest)!);
};

export type Verdict = { genuine: true; receipt: Receipt } | { genuine: false; why: string };

/**
 * Checks a receipt's form, signature and that nothing was left.
 * @param publicKey as GET /signing-keys gives it
 */
export function verifyReceipt(given: unknown, publicKey: string): Verdict {
  const parsed = Receipt.safeParse(given);
  if (!parsed.success) return { genuine: false, why: `this is no receipt: ${z.prettifyError(parsed.error)}` };
  const receipt = parsed.data;
  // Over what was given, not over what was understood of it: a field that was added counts as a change.
  const signature = Buffer.from(receipt.signature, 'base64url');
  if (!verifySignature(publicKey, signedBytes(given as object), signature))
    return {
      genuine: false,
      why: 'the signature does not fit: the receipt was changed, or is of another server',
    };
  if (Object.values(receipt.left).some((count) => count !== 0))
    return { genuine: false, why: 'it counts something as left' };
  return { genuine: true, receipt };
}

/** Whether a receipt is about this subject: the id of a document, session, app or workspace, or an end user's. */
export const isAbout = ({ subject, app_id }: Receipt, id: string): boolean =>
  hashSubject(subject.salt, { kind: subject.kind, appId: app_id, id }) === subject.hash;
