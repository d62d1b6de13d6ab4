// npm run audit:export -- audit.ndjson — the whole audit log, which audit:verify checks anywhere.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { exportLog } from '../shared/security/audit/export-log.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const file = process.argv[2];
  if (!file) throw new CommandError('where to? npm run audit:export -- audit.ndjson');
  await withContext((ctx) => pipeline(exportLog(ctx), createWriteStream(file, { flags: 'wx', mode: 0o600 })));
  return `${file} holds the audit log. npm run audit:verify -- --file ${file} --public-key … checks it.`;
});
