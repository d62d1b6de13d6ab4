import { useEffect, useRef, useState } from 'react';
import type { EvaluatedSettings } from '../../shared/contract/evaluations.ts';
import type { Filter } from '../../shared/contract/filter.ts';
import { api, LOST, messageOf } from '../api.client.ts';
import { turnsOf, withEvent, type Turn } from './ask.ts';
import type { Message } from '../types.ts';

/** A conversation as it is stored. */
export type Stored = { session_id: string; messages: Message[] } | null;

/** What a question is asked with. */
type With = {
  /** Default: the app's own. */
  settings?: EvaluatedSettings | undefined;
  /** Default: all documents. */
  filter?: Filter | undefined;
  /** What the filter searches, for readers. */
  only?: string[] | undefined;
};

/** The turns of one conversation, with the functions to ask, stop and start again. */
export function useConversation(appId: string, stored: Stored, onSession: (id: string | undefined) => void) {
  const [turns, setTurns] = useState<Turn[]>(() => turnsOf(stored?.messages ?? []));
  const [session, setSession] = useState(stored?.session_id);
  const abort = useRef<AbortController>(undefined);
  const lastId = useRef(turns.length);
  useEffect(() => () => abort.current?.abort(), []);
  const keep = (id: string | undefined) => {
    setSession(id);
    onSession(id);
  };
  const ask = async (question: string, { settings, filter, only }: With = {}) => {
    const id = ++lastId.current;
    const { signal } = (abort.current = new AbortController());
    const change = (by: (turn: Turn) => Turn) =>
      setTurns((all) => all.map((turn) => (turn.id === id ? by(turn) : turn)));
    setTurns((all) => [...all, { id, question, answer: '', citations: [], state: 'running', only }]);
    let begun: string | undefined;
    try {
      const input = { app_id: appId, message: question, session_id: session, settings, filter };
      for await (const event of await api.playground.ask.mutate(input, { signal })) {
        if (event.event === 'begun') begun = event.data.session_id;
        else if (event.event !== 'error' && begun && !signal.aborted) {
          if (begun !== session) keep(begun);
          begun = undefined;
        }
        change((turn) => withEvent(turn, event));
      }
      // A stream without an `end` event was cut off.
      change((turn) => (turn.state === 'running' ? { ...turn, state: 'failed', problem: LOST } : turn));
    } catch (error) {
      change((turn) =>
        signal.aborted
          ? { ...turn, state: 'stopped' }
          : { ...turn, state: 'failed', problem: messageOf(error) },
      );
    }
  };
  return {
    turns,
    session,
    running: turns.at(-1)?.state === 'running',
    ask,
    stop: () => abort.current?.abort(),
    clear: () => {
      abort.current?.abort();
      setTurns([]);
      keep(undefined);
    },
  };
}
