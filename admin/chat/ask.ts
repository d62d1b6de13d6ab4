// A turn of the playground, built from the events of the answer, or from what is stored of it.
import type { Citation } from '../../shared/contract/chat.ts';
import type { PlaygroundEvent, Trace } from '../../shared/contract/playground.panel.ts';
import type { Message } from '../types.ts';

export type Turn = {
  id: number;
  question: string;
  answer: string;
  citations: Citation[];
  state: 'running' | 'done' | 'stopped' | 'failed';
  problem?: string;
  /** Why it was stopped, if it was not on request. */
  stopped?: string;
  /** What alone was searched; undefined: all documents, or it is not known any more. */
  only?: string[] | undefined;
  /** Of the answer. */
  messageId?: string;
  extract?: boolean;
  /** It was read from the conversation: its trace is what was kept. */
  isPast?: boolean;
  retrieved?: Trace & { event: 'retrieved' };
  prompted?: Trace & { event: 'prompted' };
  tools?: (Trace & { event: 'tool_called' })[];
  firstTokenAt?: number;
  settled?: Trace & { event: 'settled' };
};

/** The turn after one more event. */
export function withEvent(turn: Turn, event: PlaygroundEvent): Turn {
  switch (event.event) {
    case 'begun':
      return { ...turn, messageId: event.data.message_id };
    case 'message':
      return { ...turn, answer: turn.answer + event.data.content };
    case 'citation':
      return { ...turn, citations: [...turn.citations, event.data] };
    case 'retrieved':
      return { ...turn, retrieved: event };
    case 'prompted':
      return { ...turn, prompted: event };
    case 'tool_called':
      return { ...turn, tools: [...(turn.tools ?? []), event] };
    case 'first_token':
      return { ...turn, firstTokenAt: event.at };
    case 'end':
      return { ...turn, extract: event.data.extract, state: 'done' };
    case 'settled':
      return { ...turn, settled: event };
    case 'error':
      return { ...turn, state: 'failed', problem: event.data.message };
  }
}

/** The turns of a stored conversation. A page that begins with an answer has lost its question to the page before. */
export function turnsOf(messages: Message[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'user')
      turns.push({
        id: turns.length + 1,
        question: message.content,
        answer: '',
        citations: [],
        state: 'stopped',
        isPast: true,
      });
    const turn = turns.at(-1);
    if (message.role === 'user' || !turn) continue;
    turn.answer = message.content;
    turn.citations = message.citations;
    turn.messageId = message.message_id;
    turn.extract = message.extract;
    if (message.status === 'complete') turn.state = 'done';
    if (message.error_code === 'client_gone')
      turn.stopped = 'Stopped, because the page was closed or lost its connection.';
    if (message.status === 'failed')
      Object.assign(turn, { state: 'failed', problem: `This answer failed: ${message.error_code}.` });
  }
  return turns;
}
