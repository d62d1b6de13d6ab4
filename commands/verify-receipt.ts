// npm run receipt:verify -- receipt.json --key FILE [--subject ID] — checks a receipt of an erasure, offline.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isAbout, verifyReceipt } from '../shared/privacy/erasures/receipt.ts';

const usage =
  'Usage: npm run receipt:verify -- receipt.json --key FILE [--subject ID]\n' +
  'FILE holds the public key of the server that signed: a PEM file, or the response of GET /api/v1/signing-keys.\n';

try {
  const { values, positionals } = parseArgs({
    options: { key: { type: 'string' }, subject: { type: 'string' } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (!file || !values.key) throw new TypeError(usage);
  const verdict = checkWithKeys(readReceipt(file), readPublicKeys(values.key));
  if (!verdict.genuine) throw new TypeError(`NOT genuine: ${verdict.why}.\n`);
  const { receipt } = verdict;
  if (values.subject !== undefined && !isAbout(receipt, values.subject))
    throw new TypeError('Genuine, but about another subject.\n');
  const removed = Object.entries(receipt.removed).filter(([, count]) => count > 0);
  process.stdout.write(
    `Genuine: ${receipt.subject.kind} erased, requested at ${receipt.requested_at}, nothing left at ${receipt.completed_at}.\n` +
      `Removed: ${removed.map(([store, count]) => `${count} ${store}`).join(', ') || 'nothing was stored'}.\n` +
      (values.subject === undefined ? '' : 'It is about the given subject.\n'),
  );
} catch (error) {
  process.stderr.write((error as Error).message.replace(/\n?$/, '\n'));
  process.exitCode = 1;
}

/** A server that has had several signing keys publishes all of them: one must fit. */
function checkWithKeys(receipt: unknown, keys: string[]) {
  const verdicts = keys.map((key) => verifyReceipt(receipt, key));
  return verdicts.find(({ genuine }) => genuine) ?? verdicts[0]!;
}

function readPublicKeys(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll('\\n', '\n');
  const keys = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g);
  if (!keys) throw new TypeError(`${file} holds no public key.\n`);
  return keys;
}

/** A receipt alone, or the response of GET /erasures/{id}, or the panel's file. */
function readReceipt(file: string): unknown {
  const given = JSON.parse(readFileSync(file, 'utf8')) as {
    erasure?: { receipt?: unknown; status?: string };
    receipt?: unknown;
  };
  if (given.erasure && !given.erasure.receipt)
    throw new TypeError(`The erasure is still ${given.erasure.status}: fetch it again later.\n`);
  return given.erasure?.receipt ?? given.receipt ?? given;
}
