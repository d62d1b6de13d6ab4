import { setFlagsFromString } from 'node:v8';
import { DataFolderInUse } from '../../db/embedded/lock.ts';
import { ConfigError, readConfig } from './config.ts';
import { createContext, type Context } from '../context.ts';
import { describeError } from './log.ts';

/** Ends a command with one line for the operator. */
export class CommandError extends Error {}

/**
 * Runs a command, prints its result and ends the process; on failure with status 1, and with one line if the operator
 * can fix the cause.
 * @param length `long`: it reads or writes the whole database, so optimized code pays
 */
export async function runCommand(
  command: () => Promise<string>,
  length: 'short' | 'long' = 'short',
): Promise<never> {
  if (length === 'short') leaveUnoptimized();
  try {
    process.stdout.write(`${await command()}\n`);
    process.exit(0);
  } catch (error) {
    const known = [ConfigError, DataFolderInUse, CommandError].some((kind) => error instanceof kind);
    process.stderr.write(`${known ? (error as Error).message : describeError(error).stack}\n`);
    process.exit(1);
  }
}

/**
 * Keeps V8 from optimizing WebAssembly. For the largest function of the embedded database it needs seconds and 600 MB,
 * and a process waits for it at its end: half the time of a short command.
 */
function leaveUnoptimized(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}

/** Opens the context for a command and closes it afterwards. */
export async function withContext<T>(run: (ctx: Context) => Promise<T>): Promise<T> {
  const ctx = await createContext({ ...readConfig(), roles: new Set(), logLevel: 'warn' });
  try {
    return await run(ctx);
  } finally {
    await ctx.close();
  }
}
