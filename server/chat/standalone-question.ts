import { meterCall } from '../../shared/billing/ledger/meter-call.ts';
import { BUILTIN_CHAT } from '../../shared/models/open-models.ts';
import type { ChatTurn } from '../../shared/models/model.ts';
import type { AppCall } from '../call.ts';
import type { Answer } from './answer.ts';
import { countedUsage } from './counted-usage.ts';

const INSTRUCTION =
  'Rewrite the last question of this conversation so that it can be understood without the conversation: replace ' +
  'pronouns and references by what they refer to. Keep its language. Reply with the question alone. ' +
  'If it can already be understood by itself, repeat it unchanged.';
const MOST_CHARACTERS = 1_000;

/**
 * Rewrites a follow-up ("and the second one?") as a question that can be searched for. The built-in model cannot
 * rewrite: there, the previous question is searched along with it.
 */
export async function standaloneQuestion(
  call: AppCall,
  answer: Answer,
  history: ChatTurn[],
  message: string,
): Promise<string> {
  const { rewrite } = answer.calls;
  const previous = history.findLast((turn) => turn.role === 'user')?.content;
  if (!rewrite || !previous) return message;
  if (answer.model === BUILTIN_CHAT) return `${message}\n${previous.slice(0, MOST_CHARACTERS)}`;

  const conversation = [...history.slice(-4), { role: 'user' as const, content: message }]
    .map(({ role, content }) => `${role}: ${content.slice(0, MOST_CHARACTERS)}`)
    .join('\n');
  const messages: ChatTurn[] = [
    { role: 'system', content: INSTRUCTION },
    { role: 'user', content: conversation },
  ];
  let question = '';
  await using meter = meterCall(rewrite, () => countedUsage(messages, question));
  const pieces = call.models.chat(answer.model).stream(
    {
      model: answer.model,
      messages,
      temperature: 0,
      maxOutputTokens: 300,
      question: message,
      passages: [],
      languages: [],
    },
    call.signal,
  );
  for await (const piece of pieces) {
    question += piece.text ?? '';
    if (piece.usage) meter.note(piece.usage);
  }
  return question.trim() || message;
}
