import { InvalidArgumentError, type Command } from 'commander';
import { createDocent, type Docent, type Options } from '../../shared/client/index.ts';
import { readEnvironment } from '../../shared/platform/environment.ts';

type Global = { url: string; key?: string; json?: boolean };

/** Where a command finds the server: its options, then the environment, then the project's .env file. */
export function connect(command: Command): Docent & { options: Options; json: boolean } {
  const environment = readEnvironment();
  const { url, key, json } = command.optsWithGlobals<Partial<Global>>();
  const apiKey = key ?? environment['DOCENT_KEY'];
  if (!apiKey)
    throw new InvalidArgumentError('Set DOCENT_KEY, or give --key sk_… (the first start printed one).');
  const options = { baseUrl: url ?? environment['DOCENT_URL'] ?? 'http://127.0.0.1:3000', apiKey };
  return { ...createDocent(options), options, json: json ?? false };
}
