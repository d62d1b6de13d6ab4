import { estimateTokens } from '../../models/estimate-tokens.ts';
import type { PromptTurn, ToolCall, Toolset } from '../../models/model.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import type { Asked, AnswerLedger } from '../asked.ts';
import { TOOL_RULES } from '../build-prompt.ts';
import type { AnswerCall, Draft } from '../draft.ts';
import { isAboutWhole } from './is-about-whole.ts';
import type { Reading } from './reading.ts';
import { fill, readingWords } from './reading-words.ts';
import { collectionTools, runTool } from './run-tool.ts';

/** How often the model may call tools before it has to answer, and how many at once. */
const MOST_ROUNDS = 6;
const MOST_AT_ONCE = 6;
/** Calls of the model for parts of long documents. */
const MOST_READING_CALLS = 16;

/** The tools of one answer. */
export type Toolbox = {
  /** Undefined once the model has to answer. */
  offered(): Toolset | undefined;
  /** Runs the calls, and adds them with their results to the messages. @throws quota_exceeded */
  run(calls: ToolCall[]): Promise<void>;
  wasUsed(): boolean;
  /** A tool has returned something of the documents. */
  hasRead(): boolean;
  close(): void;
  isClosed(): boolean;
  /** Documents that were not read to their end, to be added to the answer. */
  note(): string | undefined;
};

type Opening = {
  asked: Asked;
  ledger: AnswerLedger;
  question: string;
  mark: string;
  sources: Passage[];
  messages: PromptTurn[];
  budget: number;
};

export function openToolbox(call: AnswerCall, draft: Draft, opening: Opening): Toolbox {
  const { asked, ledger, question, mark, sources, messages, budget } = opening;
  const sent = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  const toolset: Toolset = { definitions: collectionTools, rules: TOOL_RULES };
  const definitions = estimateTokens(JSON.stringify(toolset));
  const reading: Reading = {
    call,
    model: draft.model,
    conversationId: draft.conversationId,
    filters: asked.filters,
    question,
    mark,
    sources,
    budget,
    room: budget - sent - definitions,
    calls: MOST_READING_CALLS,
    partly: [],
    openAnother: (another) => ledger.openAnother(another),
  };
  let rounds = 0;
  let hasRead = false;
  let closed = false;
  return {
    offered: () => (closed || rounds >= MOST_ROUNDS ? undefined : toolset),
    async run(calls) {
      rounds += 1;
      messages.push({ role: 'assistant', content: '', tool_calls: calls });
      for (const [place, one] of calls.entries()) {
        const result =
          place < MOST_AT_ONCE
            ? await runTool(reading, one)
            : 'Error: too many calls at once. Call this again if you need it.';
        call.signal.throwIfAborted();
        hasRead ||= !result.startsWith('Error:');
        messages.push({ role: 'tool', content: result, tool_call_id: one.id });
      }
    },
    wasUsed: () => rounds > 0,
    hasRead: () => hasRead,
    close: () => void (closed = true),
    isClosed: () => closed,
    note() {
      const { language, languages } = call.app;
      const spoken = language === 'auto' ? isAboutWhole(asked.message, languages) : language;
      const { partly } = readingWords[spoken ?? 'en'] ?? readingWords['en']!;
      return reading.partly.map((document) => fill(partly, document)).join('\n') || undefined;
    },
  };
}
