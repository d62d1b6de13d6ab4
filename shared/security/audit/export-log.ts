// The log as NDJSON: one entry per line, then the signed head. It can be verified offline with the public key.
import type { Context } from '../../context.ts';
import type { Entry, Head, SignedHead } from './entry.ts';
import { pagesFrom, readHead } from './read-log.ts';
import { openChain, type Verdict } from './verify-chain.ts';

type LastLine = { head: SignedHead | null; public_key: string };

/** The log up to its current head, a few hundred lines at a time, unchecked: the reader checks it. */
export async function* exportLog({ db, signing }: Pick<Context, 'db' | 'signing'>): AsyncGenerator<string> {
  const head = await readHead(db);
  for await (const page of pagesFrom(db, 0, head?.sequence))
    yield page.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  yield `${JSON.stringify({ head: head ?? null, public_key: signing.publicKey } satisfies LastLine)}\n`;
}

/**
 * Checks an export line by line.
 * @param publicKey SPKI in PEM, from elsewhere: the one in the export proves nothing
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  publicKey: string,
  anchors: Head[] = [],
): Promise<Verdict> {
  const chain = openChain(anchors);
  let end: LastLine | undefined;
  for await (const line of lines) {
    if (!line.trim()) continue;
    const parsed = parse(line);
    const at = chain.last().sequence + 1;
    if (!parsed) return { intact: false, sequence: at, problem: 'is not a line of an audit log' };
    if (end) return { intact: false, sequence: at, problem: 'comes after the end' };
    if ('head' in parsed) end = parsed;
    else {
      const broken = chain.add([parsed]);
      if (broken) return broken;
    }
  }
  return chain.end(end?.head ?? undefined, publicKey);
}

function parse(line: string): Entry | LastLine | undefined {
  try {
    const parsed = JSON.parse(line);
    return typeof parsed === 'object' && parsed ? parsed : undefined;
  } catch {
    return undefined;
  }
}
