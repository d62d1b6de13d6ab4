// The running answers of this process: stop requests from other processes reach them here, and readers find the
// events of resumable ones.
import type { Connection } from '../../db/connect.ts';
import type { ChatEvent, ErrorEvent } from '../contract/chat.ts';
import type { Log } from '../platform/log.ts';

/** An event with its id in the stream. */
export type SentEvent = (ChatEvent | ErrorEvent) & { id: number };

type RunningAnswer = {
  /** Aborted when someone asks for the answer to be stopped. */
  stop: AbortController;
  /** Reads the events after an id and follows the running answer; resumable answers only. */
  read?: (after: number) => AsyncGenerator<SentEvent, void, undefined>;
};

export type RunningAnswers = {
  find(messageId: string): RunningAnswer | undefined;
  /** Adds an answer until `leave` is called. */
  enter(messageId: string): RunningAnswer & { leave(): void };
};

/** How often a process checks whether another was asked to stop one of its answers. */
const CHECK_EVERY_MS = 400;

/** A registry for one process. While it contains answers, it polls the database for stop requests. */
export function openRunningAnswers(connection: Connection, processId: string, log: Log): RunningAnswers {
  const answers = new Map<string, RunningAnswer>();
  let timer: NodeJS.Timeout | undefined;

  /** Uses the system connection: the answers may belong to any app. */
  async function abortStopped(): Promise<void> {
    try {
      const rows = await connection.db
        .selectFrom('messages')
        .select('message_id')
        .where('process_id', '=', processId)
        .where('status', '=', 'streaming')
        .where('stop_requested_at', 'is not', null)
        .execute();
      for (const { message_id } of rows) answers.get(message_id)?.stop.abort();
    } catch (error) {
      log.warn({ err: error }, 'could not look for stop requests');
    }
  }

  return {
    find: (messageId) => answers.get(messageId),
    enter(messageId) {
      const running: RunningAnswer = { stop: new AbortController() };
      answers.set(messageId, running);
      // The embedded database has no other process that could be asked.
      if (connection.engine.kind === 'postgres')
        timer ??= setInterval(() => void abortStopped(), CHECK_EVERY_MS).unref();
      return Object.assign(running, {
        leave() {
          answers.delete(messageId);
          if (answers.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      });
    },
  };
}
