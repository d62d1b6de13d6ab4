import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { connect } from './connect.ts';
import { note, print, printJson } from './print.ts';

type Options = { document?: string; session?: string; person?: string; receipt?: string; yes?: boolean };

/** docent erase: removes a document, a session or everything of a person, and waits for the receipt. */
export async function erase(
  { document, session, person, receipt, yes }: Options,
  command: Command,
): Promise<void> {
  const docent = connect(command);
  const subject = {
    ...(document && { document_id: document }),
    ...(session && { session_id: session }),
    ...(person && { end_user_id: person }),
  };
  if (Object.keys(subject).length !== 1)
    throw new InvalidArgumentError('Name one of --document, --session and --person.');
  if (!yes) await confirm(Object.values(subject)[0]!);
  let { erasure } = await docent.requestErasure(subject);
  note(`Erasure ${erasure.erasure_id} has begun.`);
  while (!erasure.receipt) {
    await pause(500);
    ({ erasure } = await docent.getErasure({ erasure_id: erasure.erasure_id }));
  }
  if (receipt) await writeFile(receipt, `${JSON.stringify(erasure.receipt, null, 2)}\n`);
  if (docent.json || !receipt) printJson(erasure.receipt);
  else print(`Erased. The receipt is in ${receipt}.`);
}

async function confirm(id: string): Promise<void> {
  if (!process.stdin.isTTY) throw new InvalidArgumentError('Without a terminal to ask at, add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const typed = await terminal.question(`This cannot be undone. Type ${id} to erase it: `);
  terminal.close();
  if (typed.trim() !== id) throw new Error('Nothing was erased.');
}
