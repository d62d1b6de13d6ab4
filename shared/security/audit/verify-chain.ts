import type { Db, Tx } from '../../../db/database.ts';
import { verifySignature } from '../vault/signing-key.ts';
import { GENESIS, hashEntry, headBytes, type Entry, type Head, type SignedHead } from './entry.ts';
import { pagesFrom, readHead } from './read-log.ts';

/** The result of a check: where the log ends, or the first wrong entry and its problem. */
export type Verdict = { intact: true; head: Head } | { intact: false; sequence: number; problem: string };

/**
 * Checks the log of a database, in pages. Entries appended meanwhile are checked too.
 * @param publicKey the installation's, SPKI in PEM
 * @param anchors heads from receipts
 */
export async function verifyLog(db: Db | Tx, publicKey: string, anchors: Head[] = []): Promise<Verdict> {
  const chain = openChain(anchors);
  for (;;) {
    const before = chain.last().sequence;
    for await (const page of pagesFrom(db, before)) {
      const broken = chain.add(page);
      if (broken) return broken;
    }
    // Read after the last page, so the head is ahead only by what was appended in between, or lost.
    const head = await readHead(db);
    const { sequence } = chain.last();
    if (!head || head.sequence <= sequence || sequence === before) return chain.end(head, publicKey);
  }
}

/** Checks entries one after the other, then the head. Keeps only the last hash in memory. */
export function openChain(anchors: Head[]) {
  let last: Head = { sequence: 0, hash: GENESIS };
  const waiting = new Set(anchors);
  const meetAnchors = (): Verdict | undefined => {
    for (const anchor of waiting) {
      if (anchor.sequence !== last.sequence) continue;
      if (anchor.hash !== last.hash) return broken(last.sequence, 'is not the one that a receipt names');
      waiting.delete(anchor);
    }
    return undefined;
  };
  return {
    last: () => last,

    /** @returns the problem, if there is one */
    add(entries: Entry[]): Verdict | undefined {
      for (const entry of entries) {
        const expected = last.sequence + 1;
        if (entry.sequence !== expected) return broken(expected, 'is missing');
        if (entry.previous_hash !== last.hash) return broken(expected, 'does not follow the one before it');
        if (hashEntry(entry) !== entry.hash) return broken(expected, 'was changed');
        last = { sequence: expected, hash: entry.hash };
        const wrong = meetAnchors();
        if (wrong) return wrong;
      }
      return undefined;
    },

    end(head: SignedHead | undefined, publicKey: string): Verdict {
      const wrong = meetAnchors();
      if (wrong) return wrong;
      const next = last.sequence + 1;
      if (!head) return broken(next, 'cannot be ruled out: the signed head of the log is missing');
      if (!verifySignature(publicKey, headBytes(head), Buffer.from(head.signature, 'base64')))
        return broken(head.sequence, 'is named by a head that this installation has not signed');
      if (head.sequence > last.sequence)
        return broken(next, `is missing: the log's signed head names entry ${head.sequence}`);
      if (head.sequence < last.sequence || head.hash !== last.hash)
        return broken(last.sequence, "is not the one that the log's signed head names");
      const [lost] = waiting;
      if (lost) return broken(next, `is missing: a receipt names entry ${lost.sequence}`);
      return { intact: true, head: last };
    },
  };
}

const broken = (sequence: number, problem: string): Verdict => ({ intact: false, sequence, problem });
