import type { Command } from 'commander';
import { connect } from './connect.ts';
import { print, printJson, printTable } from './print.ts';

/** docent sessions [ID]: the newest sessions, or what was said in one. */
export async function sessions(
  id: string | undefined,
  options: { all?: boolean; feedback?: 'up' | 'down' },
  command: Command,
): Promise<void> {
  const docent = connect(command);
  if (id) {
    const { session } = await docent.getSession({ session_id: id });
    if (docent.json) return printJson(session);
    for (const { role, content } of session.messages) print(`${role === 'user' ? '>' : ' '} ${content}\n`);
    return;
  }
  const { sessions: found } = await docent.listSessions({
    per_page: 50,
    ...(options.all && { include_all: true }),
    ...(options.feedback && { feedback: options.feedback }),
  });
  if (docent.json) return printJson(found);
  printTable(
    ['session', 'last message', 'first question'],
    found.map(({ session_id, last_at, preview }) => [
      session_id,
      last_at.slice(0, 16).replace('T', ' '),
      preview.slice(0, 70),
    ]),
  );
}
