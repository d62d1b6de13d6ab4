// The command line: what people do with the API of a server, and what its operator does on its machine.
import { Command, InvalidArgumentError } from 'commander';
import { VERSION } from '../../shared/platform/version.ts';
import { ask } from './ask.ts';
import { printCompletion } from './complete.ts';
import { erase } from './erase.ts';
import { evaluate } from './evaluate.ts';
import { note } from './print.ts';
import { runScript } from './run-script.ts';
import { search } from './search.ts';
import { sessions } from './sessions.ts';
import { sync } from './sync.ts';
import { readMetadata, upload } from './upload.ts';
import { usage } from './usage.ts';

const integer = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

const program = new Command('docent')
  .description('Ask your documents, and look after them, from a terminal.')
  .version(VERSION)
  .option('--url <address>', 'the server; default: DOCENT_URL, or http://127.0.0.1:3000')
  .option('--key <key>', 'an API key; default: DOCENT_KEY')
  .option('--json', 'print JSON, for other programs')
  .addHelpText(
    'after',
    `
Examples:
  docent upload handbook.pdf notes/            upload files, and wait until they can be asked about
  docent sync docs/ --dry-run                  what would be added, replaced and removed
  docent ask "Who may use the laser cutter?"   the answer, with its sources

Exit codes: 0 done, 1 something failed, 2 wrong usage.`,
  )
  .showHelpAfterError('(docent --help lists what there is)')
  .exitOverride();

program
  .command('upload')
  .argument('<paths...>', 'files and folders')
  .description('upload files, and wait until they can be asked about')
  .option('--watch', 'go on: a file that changes becomes a new version of its document')
  .option('--metadata <json>', 'stored with each document', readMetadata)
  .option('--no-wait', 'do not wait until the files are read')
  .action(upload);
program
  .command('sync')
  .argument('<folder>')
  .description('make the documents what is in a folder: add, replace and remove')
  .option('--name <name>', 'of this sync, the same each time; default: the path of the folder')
  .option('--dry-run', 'only say what would be done')
  .option('--allow-empty', 'also if the folder is empty')
  .action(sync);
program
  .command('ask')
  .argument('<question...>')
  .description('ask a question')
  .option('--session <id>', 'go on with a session')
  .action(ask);
program
  .command('search')
  .argument('<words...>')
  .description('find passages')
  .option('--top <count>', 'how many', integer)
  .action(search);
program
  .command('usage')
  .description('requests, tokens and cost')
  .option('--from <day>', 'first day, as 2026-01-31')
  .option('--to <day>', 'last day')
  .option('--by <group>', 'day, model or key', 'day')
  .action(usage);
program
  .command('sessions')
  .argument('[id]', 'a session to print')
  .description('list sessions, or print one')
  .option('--all', 'those of all keys')
  .option('--feedback <rating>', 'those with an answer rated up or down')
  .action(sessions);
program
  .command('eval')
  .argument('[set]', 'name or id')
  .description('list sets of test questions, or run one')
  .option('--fail-below <count>', 'exit code 1 if fewer questions pass', integer)
  .action(evaluate);
program
  .command('erase')
  .description('erase a document, a session or a person, and keep the receipt')
  .option('--document <id>')
  .option('--session <id>')
  .option('--person <id>', 'the end_user_id')
  .option('--receipt <file>', 'where to put the receipt')
  .option('--yes', 'do not ask')
  .action(erase);

/** What runs on the server's machine: the command, the file in commands/, and what it does. */
const SCRIPTS = [
  ['keys', 'manage-keys', 'list, create, rotate and revoke API keys'],
  ['backup', 'backup', 'write a backup of database and files'],
  ['restore', 'restore', 'restore a backup, or check that it is whole'],
  ['move-database', 'move-database', 'move the embedded database to Postgres'],
  ['distribute-database', 'distribute-database', 'spread the database over machines with Citus'],
  ['show-nodes', 'show-nodes', 'show the machines of the database'],
  ['verify-receipt', 'verify-receipt', 'check a receipt of an erasure'],
  ['recover-admin', 'recover-admin', 'get into the panel again'],
  ['rotate-master-key', 'rotate-master-key', 'change the master key'],
  ['rotate-app-key', 'rotate-app-key', 'change the data key of an app'],
  ['verify-audit', 'verify-audit', 'check the audit log'],
  ['export-audit', 'export-audit', 'write the audit log to a file'],
  ['import-app', 'import-app', 'import an exported app'],
  ['move-storage', 'move-storage', 'move files between folders and buckets'],
  ['archive-ledger', 'archive-ledger', 'move old usage to files'],
  ['scrub-database', 'scrub-database', 'remove what erased rows left in the database files'],
] as const;
for (const [name, , about] of SCRIPTS)
  program.command(name).argument('[words...]').description(`on the server's machine: ${about}`);
program
  .command('completion')
  .description('print a script for the completion of bash and zsh')
  .action(() => printCompletion(program));

/** Their options are their own, also where they are called as ours are. */
const script = SCRIPTS.find(([name]) => name === process.argv[2]);

try {
  if (script) await runScript(script[1], process.argv.slice(3));
  else await program.parseAsync();
} catch (error) {
  const { code, exitCode, message } = error as Error & { code?: string; exitCode?: number };
  if (code?.startsWith('commander.')) {
    // Commander has printed the reason, but not those that a command found by itself.
    if (code === 'commander.invalidArgument') note(`error: ${message}`);
    process.exitCode = exitCode ? 2 : 0;
  } else {
    note(`error: ${message}`);
    process.exitCode = 1;
  }
}
