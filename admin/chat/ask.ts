// A turn of the playground, built from the events of the answer.
import type { Citation } from '../../shared/contract/chat.ts';
import type { PlaygroundEvent, Trace } from '../../shared/contract/playground.panel.ts';

export type Turn = {
  id: number;
  question: string;
  answer: string;
  citations: Citation[];
  state: 'running' | 'done' | 'stopped' | 'failed';
  problem?: string;
  retrieved?: Trace & { event: 'retrieved' };
  prompted?: Trace & { event: 'prompted' };
  tools?: (Trace & { event: 'tool_called' })[];
  firstTokenAt?: number;
  settled?: Trace & { event: 'settled' };
  end?: (PlaygroundEvent & { event: 'end' })['data'];
};

/** The turn after one more event. */
export function withEvent(turn: Turn, event: PlaygroundEvent): Turn {
  switch (event.event) {
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
      return { ...turn, end: event.data, state: 'done' };
    case 'settled':
      return { ...turn, settled: event };
    case 'error':
      return { ...turn, state: 'failed', problem: event.data.message };
  }
}
