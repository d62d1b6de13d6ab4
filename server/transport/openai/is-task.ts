import type { ChatTurn } from '../../../shared/models/model.ts';

/**
 * How chat programs begin the jobs that they give a model beside the chat: titles, tags, follow-up questions, search
 * queries. Open WebUI, LibreChat, Chatbox.
 */
const BEGINNINGS = [
  /^### Task:\s/,
  /^(Detect user language|Analyze this conversation|Provide a concise,? .{0,40}title|Write an extremely concise title)\b/i,
  /^(Based on|Given) the (chat|conversation) history,? give this conversation a name/i,
  /^(Generate|Create|Suggest|Write|Give) (me )?an? [^.\n]{0,60}\btitle for (this|the) (chat|conversation)/i,
];

/** Whether a question is such a job: it brings its own text, and nothing is to be searched for. */
export function isTask(question: string, history: ChatTurn[]): boolean {
  const first = history.find(({ role }) => role === 'system')?.content ?? '';
  return [question, first].some((text) => BEGINNINGS.some((beginning) => beginning.test(text.trimStart())));
}
