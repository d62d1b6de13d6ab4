// The running answers of this process: stop requests from other processes and erasures reach them here, and readers find the
// events of resumable ones.
import type { Connection } from '../../db/connect.ts';
import type { ChatEvent, ErrorEvent } from '../contract/chat.ts';
import type { Log } from '../platform/log.ts';

/** An event with its id in the stream. */
export type SentEvent = (ChatEvent | ErrorEvent) & { id: number };

type RunningAnswer = {
  /** Aborted when someone asks for the answer to be stopped, or its session was erased. */
  stop: AbortController;
  /** Its row has been written: if it is missing, it was erased. */
  written?: boolean;
  /** Reads the events after an id and follows the running answer; resumable answers only. */
  read?: (after: number) => AsyncGenerator<SentEvent, void, undefined>;
};

export type RunningAnswers = {
  find(messageId: string): RunningAnswer | undefined;
  /** Adds an answer until `leave` is called. */
  enter(messageId: string): RunningAnswer & { leave(): void };
};

/** How often a process checks whether one of its answers is to be stopped, or was erased. */
const CHECK_EVERY_MS = 400;

/** A registry for one process. While it contains answers, it polls the database for stop requests. */
export function openRunningAnswers(connection: Connection, processId: string, log: Log): RunningAnswers {
  const answers = new Map<string, RunningAnswer>();
  let timer: NodeJS.Timeout | undefined;

  /** Uses the system connection: the answers may belong to any app. */
  async function abortStopped(): Promise<void> {
    try {
      const written = [...answers].filter(([, answer]) => answer.written).map(([messageId]) => messageId);
      if (written.length === 0) return;
      const rows = await connection.db
        .selectFrom('messages')
        .select(['message_id', 'stop_requested_at'])
        .where('process_id', '=', processId)
        .where('status', '=', 'streaming')
        .execute();
      const found = new Map(rows.map((row) => [row.message_id, row.stop_requested_at]));
      for (const messageId of written) {
        const answer = answers.get(messageId);
        // One that has been settled meanwhile is no longer `streaming` either.
        if (answer?.written && found.get(messageId) !== null) answer.stop.abort();
      }
    } catch (error) {
      log.warn({ err: error }, 'could not look for stop requests and erasures');
    }
  }

  return {
    find: (messageId) => answers.get(messageId),
    enter(messageId) {
      const running: RunningAnswer = { stop: new AbortController() };
      answers.set(messageId, running);
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
