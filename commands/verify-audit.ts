// npm run audit:verify [-- --receipt receipt.json …] [--file export.ndjson --public-key key.pem]
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { verifyExport } from '../shared/security/audit/export-log.ts';
import { readAnchors } from '../shared/security/audit/read-anchors.ts';
import { verifyLog } from '../shared/security/audit/verify-chain.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      receipt: { type: 'string', multiple: true, default: [] },
      file: { type: 'string' },
      'public-key': { type: 'string' },
    },
  });
  const { file, 'public-key': keyFile } = values;
  const anchors = readAnchors(values.receipt);
  if (file && !keyFile)
    throw new CommandError(
      '--public-key is missing: a file with the installation’s public key (GET /api/v1/signing-keys). The key inside an export proves nothing',
    );
  const verdict = file
    ? await verifyExport(
        createInterface({ input: createReadStream(file), crlfDelay: Infinity }),
        readPublicKey(keyFile!),
        anchors,
      )
    : await withContext(({ db, signing }) => verifyLog(db, signing.publicKey, anchors));
  if (!verdict.intact)
    throw new CommandError(`The audit log is NOT intact: entry ${verdict.sequence} ${verdict.problem}.`);
  const { sequence, hash } = verdict.head;
  const also = anchors.length > 0 ? `, including the entries named by ${anchors.length} receipts` : '';
  return `The audit log is intact: ${sequence} entries${also}. Its head is ${hash}.`;
});

/** A key in PEM, or the response of GET /api/v1/signing-keys. */
function readPublicKey(file: string): string {
  const text = readFileSync(file, 'utf8');
  const found = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/.exec(text)?.[0];
  if (!found) throw new CommandError(`${file} holds no public key`);
  return found.replaceAll('\\n', '\n');
}
