import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';

/**
 * The options of `npm start -- --port 4000 --host 0.0.0.0`, as the variables that they stand for.
 * @throws ConfigError for any other option
 */
export function readOptions(words: string[]): Record<string, string> {
  try {
    const { values } = parseArgs({
      args: words,
      options: { port: { type: 'string' }, host: { type: 'string' } },
    });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toUpperCase(), value]));
  } catch (error) {
    throw new ConfigError(
      `${(error as Error).message.split('.')[0]}. The options are --port and --host; all else is set by variables: see docs/configure.md`,
    );
  }
}
