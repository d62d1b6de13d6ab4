// npm run receipt:verify -- receipt.json --key FILE.pem [--subject ID] — checks a receipt of an erasure, offline.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isAbout, verifyReceipt } from '../shared/privacy/erasures/receipt.ts';

const usage =
  'Usage: npm run receipt:verify -- receipt.json --key FILE.pem [--subject ID]\n' +
  'FILE.pem holds the public key: GET /api/v1/signing-keys of the server that signed, kept beforehand.\n';

try {
  const { values, positionals } = parseArgs({
    options: { key: { type: 'string' }, subject: { type: 'string' } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (!file || !values.key) throw new TypeError(usage);
  const verdict = verifyReceipt(readReceipt(file), readFileSync(values.key, 'utf8'));
  if (!verdict.genuine) throw new TypeError(`NOT genuine: ${verdict.why}.\n`);
  const { receipt } = verdict;
  if (values.subject !== undefined && !isAbout(receipt, values.subject))
    throw new TypeError('Genuine, but about another subject than the one named.\n');
  const removed = Object.entries(receipt.removed).filter(([, count]) => count > 0);
  process.stdout.write(
    `Genuine: ${receipt.subject.kind} erased, asked for ${receipt.requested_at}, nothing left at ${receipt.completed_at}.\n` +
      `Removed: ${removed.map(([store, count]) => `${count} ${store}`).join(', ') || 'nothing was held'}.\n` +
      (values.subject === undefined ? '' : 'It is about the subject named.\n'),
  );
} catch (error) {
  process.stderr.write((error as Error).message.replace(/\n?$/, '\n'));
  process.exitCode = 1;
}

/** A receipt by itself, or as GET /erasures/{id} and the panel give it. */
function readReceipt(file: string): unknown {
  const given = JSON.parse(readFileSync(file, 'utf8')) as {
    erasure?: { receipt?: unknown };
    receipt?: unknown;
  };
  return given.erasure?.receipt ?? given.receipt ?? given;
}
