import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { connect } from './connect.ts';
import { isRead, listFiles } from './list-files.ts';
import { note } from './print.ts';
import { printSent, sendFiles } from './send-files.ts';

type Options = { watch?: boolean; wait: boolean; metadata?: Record<string, unknown> };

/** A file is often written in several steps. */
const SETTLED_MS = 500;

export const readMetadata = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new InvalidArgumentError('It must be a JSON object, such as \'{"team":"sales"}\'.');
};

/** docent upload PATHS… */
export async function upload(paths: string[], options: Options, command: Command): Promise<void> {
  const docent = connect(command);
  const { metadata } = options;
  const files = await listFiles(paths);
  if (files.length === 0) note('There are no files that Docent reads.');
  printSent(
    await sendFiles(
      docent,
      files.map((file) => ({ ...file, metadata, ...(options.watch && versioned(file.name)) })),
      options.wait,
    ),
    docent.json,
  );
  if (!options.watch) return;
  note('Watching for changes. Ctrl-C ends it.');
  await Promise.all(paths.map((path) => follow(path)));

  async function follow(path: string): Promise<void> {
    const changed = new Map<string, NodeJS.Timeout>();
    for await (const { filename } of watch(path, { recursive: true })) {
      const name = filename?.replaceAll('\\', '/');
      if (!name || !isRead(name)) continue;
      clearTimeout(changed.get(name));
      const send = () =>
        sendFiles(docent, [{ path: join(path, name), name, metadata, ...versioned(name) }]).then(
          (results) => printSent(results, docent.json),
          (error: Error) => note(`${name}: ${error.message}`),
        );
      changed.set(
        name,
        setTimeout(() => void send(), SETTLED_MS),
      );
    }
  }
}

/** A file that changes becomes a new version of its document. */
const versioned = (name: string) => ({ external_id: name, on_conflict: 'replace' as const });
