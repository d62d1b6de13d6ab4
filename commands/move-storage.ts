// npm run storage:move -- URL [--from URL] — moves all files to another folder or bucket. With Postgres, a first run can
// copy while Docent runs; with the embedded database, stop it first.
import { parseArgs } from 'node:util';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { createContext } from '../shared/context.ts';
import { readConfig } from '../shared/platform/config.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { publicError } from '../shared/platform/errors.ts';
import { countLiving, SILENT_AFTER_SECONDS } from '../shared/platform/heartbeat.ts';
import { CommandError, runCommand } from '../shared/platform/run-command.ts';
import {
  parseStorageUrl,
  STORAGE_URL_FORM,
  toStorageUrl,
  type StorageLocation,
} from '../shared/platform/storage-url.ts';
import { MoveRefused } from '../shared/security/vault/files/check-marks.ts';
import { CopyDiffers } from '../shared/security/vault/files/copy-file.ts';
import { moveFiles, type MovedFiles } from '../shared/security/vault/files/move-files.ts';
import { openMoveRecord } from '../shared/security/vault/files/move-record.ts';
import { openFileStore } from '../shared/security/vault/files/open-file-store.ts';

const USAGE = 'Usage: npm run storage:move -- file:///folder|s3://bucket/prefix [--from URL]';
const REPORT_MS = 5_000;

await runCommand(async () => {
  const config = { ...readConfig(), roles: new Set<never>(), logLevel: 'warn' as const };
  const { from, to } = readArguments(config.storage);
  const [fromUrl, toUrl] = [toStorageUrl(from), toStorageUrl(to)];
  if (fromUrl === toUrl) throw new CommandError(`${toUrl} is where the files are: name another place`);
  // Whose the stores are, and how far a move is, is for the move to say.
  const ctx = await createContext({ ...config, storage: from }, undefined, async () => {});
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () =>
      ctx.stopping.abort(new CommandError('It was interrupted. Run it again to continue')),
    );
  try {
    const stores = { from: await openFileStore(from, config), to: await openFileStore(to, config) };
    const moved = await noteCommand(ctx, 'storage:move', { from: fromUrl, to: toUrl }, async () =>
      moveFiles({
        ...stores,
        toUrl,
        installation: ctx.signing.keyId,
        record: await openMoveRecord(config.dataDir, toUrl),
        countUsers: () => countLiving(ctx.db, ctx.processId),
        report: everySoOften(),
        signal: ctx.stopping.signal,
      }),
    );
    return describe(moved, { fromUrl, toUrl, appKeysDir: config.appKeysDir });
  } catch (error) {
    const known = error instanceof MoveRefused || error instanceof CopyDiffers;
    const { code, message } = publicError(error);
    if (known) throw new CommandError(error.message);
    if (code.startsWith('storage_')) throw new CommandError(`${message} Run it again to continue.`);
    throw error;
  } finally {
    await ctx.close();
  }
});

function readArguments(own: StorageLocation): { from: StorageLocation; to: StorageLocation } {
  const { values, positionals } = parsed();
  const [to, ...more] = positionals;
  if (!to || more.length > 0) throw new CommandError(USAGE);
  return { from: values.from ? located(values.from) : own, to: located(to) };
}

function parsed() {
  try {
    return parseArgs({ options: { from: { type: 'string' } }, allowPositionals: true });
  } catch {
    throw new CommandError(USAGE);
  }
}

function located(url: string): StorageLocation {
  const location = parseStorageUrl(url);
  if (!location) throw new CommandError(`${url} ${STORAGE_URL_FORM}`);
  return location;
}

function everySoOften(): (so: MovedFiles) => void {
  let shown = performance.now();
  return ({ copied, bytes, kept, removed }) => {
    if (performance.now() - shown < REPORT_MS) return;
    shown = performance.now();
    process.stdout.write(
      `${copied} files copied and verified (${megabytes(bytes)}), ${kept} before, ${removed} removed\n`,
    );
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

type Places = { fromUrl: string; toUrl: string; appKeysDir: string };

function describe(moved: MovedFiles, { fromUrl, toUrl, appKeysDir }: Places): string {
  const { copied, bytes, kept, dropped, removed, inUse } = moved;
  const lines = [
    `${copied} files were copied to ${toUrl} and verified (${megabytes(bytes)}); ${kept} had been before.`,
    ...(dropped > 0 ? [`${dropped} copies of files that no longer exist were removed.`] : []),
  ];
  if (inUse > 0)
    return [
      ...lines,
      `${inUse} processes still use ${fromUrl}, so nothing was switched. Stop them, wait ${SILENT_AFTER_SECONDS} seconds if they ` +
        'were killed, and run this again: it copies what has changed.',
    ].join('\n');
  const wouldBe = readConfig({ ...readEnvironment(new URL('../', import.meta.url)), STORAGE_URL: toUrl });
  return [
    ...lines,
    `${removed} files were removed from ${fromUrl}.`,
    `Now set STORAGE_URL=${toUrl}`,
    ...(wouldBe.appKeysDir === appKeysDir
      ? []
      : [`and APP_KEYS_DIR=${appKeysDir}, where the keys of the apps stay,`]),
    'and start Docent.',
  ].join('\n');
}
