// npm run audit:export -- audit.ndjson — exports the whole audit log; audit:verify can check the file anywhere.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { exportLog } from '../shared/security/audit/export-log.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const file = process.argv[2];
  if (!file) throw new CommandError('Usage: npm run audit:export -- FILE.ndjson');
  await withContext((ctx) =>
    noteCommand(ctx, 'audit:export', {}, () =>
      pipeline(exportLog(ctx), createWriteStream(file, { flags: 'wx', mode: 0o600 })),
    ),
  );
  return `The audit log was written to ${file}. Check it with: npm run audit:verify -- --file ${file} --public-key …`;
});
