import { DataFolderInUse } from '../../db/embedded/lock.ts';
import { ConfigError, readConfig } from './config.ts';
import { createContext, type Context } from '../context.ts';
import { describeError } from './log.ts';

/** Ends a command with one line for the operator. */
export class CommandError extends Error {}

/**
 * Runs a command, tells what it came to, and ends the process: with 1 where it failed, told in one line where the
 * operator can mend it.
 */
export async function runCommand(command: () => Promise<string>): Promise<never> {
  try {
    process.stdout.write(`${await command()}\n`);
    process.exit(0);
  } catch (error) {
    const known = [ConfigError, DataFolderInUse, CommandError].some((kind) => error instanceof kind);
    process.stderr.write(`${known ? (error as Error).message : describeError(error).stack}\n`);
    process.exit(1);
  }
}

/** Opens the service's context for a command, and closes it again. */
export async function withContext<T>(run: (ctx: Context) => Promise<T>): Promise<T> {
  const ctx = await createContext({ ...readConfig(), roles: new Set(), logLevel: 'warn' });
  try {
    return await run(ctx);
  } finally {
    await ctx.close();
  }
}
