import { DataFolderInUse } from '../../db/embedded/lock.ts';
import { ConfigError, readConfig } from './config.ts';
import { createContext, type Context } from '../context.ts';
import { describeError } from './log.ts';

/** Ends a command with one line for the operator. */
export class CommandError extends Error {}

/**
 * Runs a command, prints its result and ends the process; on failure with status 1, and with one line if the operator
 * can fix the cause.
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

/** Opens the context for a command and closes it afterwards. */
export async function withContext<T>(run: (ctx: Context) => Promise<T>): Promise<T> {
  const ctx = await createContext({ ...readConfig(), roles: new Set(), logLevel: 'warn' });
  try {
    return await run(ctx);
  } finally {
    await ctx.close();
  }
}
