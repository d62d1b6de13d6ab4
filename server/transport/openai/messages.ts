// Messages as OpenAI's clients send them, read as a question with its history.
import { z } from 'zod';
import type { ChatTurn } from '../../../shared/models/model.ts';
import { fitTurns } from '../../chat/read-history.ts';

const MOST_INSTRUCTIONS = 16_000;
const LONGEST_QUESTION = 32_000;

/** What stands in the text for a part that cannot be read, so that the model knows of it. */
const LEFT_OUT: Record<string, string> = {
  image_url: '[image left out]',
  input_image: '[image left out]',
  input_audio: '[audio left out]',
  file: '[file left out]',
  input_file: '[file left out]',
};
const placeholders = new Set(Object.values(LEFT_OUT));

const Part = z
  .object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() })
  .transform(({ type, text, refusal }) => text ?? refusal ?? LEFT_OUT[type] ?? `[${type} left out]`);

/** Text, or a list of parts; joined by line ends. Parts that are not text become a note in brackets. */
export const Content = z
  .union([z.string(), z.array(Part).transform((parts) => parts.join('\n'))], {
    error: 'must be text, or a list of parts',
  })
  .transform((content) => content.toWellFormed().replaceAll('\0', ''));

/** Without the notes about parts that were left out: empty if nothing else was sent. */
const ownText = (content: string) =>
  content
    .split('\n')
    .filter((line) => !placeholders.has(line))
    .join('\n')
    .trim();

export const Message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function'], {
    error: 'must be system, developer, user, assistant or tool',
  }),
  content: Content.nullish().transform((content) => content ?? ''),
  tool_calls: z.array(z.unknown()).nullish(),
});
export type Message = z.output<typeof Message>;

/** The place of the question: the last message of the role user, after which only the assistant or tools speak. */
const questionAt = (messages: Message[]): number => messages.findLastIndex(({ role }) => role === 'user');

export const Messages = z
  .array(Message)
  .min(1, 'must contain at least one message')
  .max(2_000)
  .superRefine((messages, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const question = messages[questionAt(messages)];
    if (!question) return refuse('must contain a message of the role user: the question');
    if (!ownText(question.content))
      refuse('must end with a question in text; images and files cannot be read');
    else if (question.content.length > LONGEST_QUESTION)
      refuse('must end with a question of at most 32,000 characters');
  });

/** A question with its history, and what had to be left out of it. */
export type Conversation = {
  question: string;
  history: ChatTurn[];
  /** The history may be too long to have it. */
  firstQuestion: string | undefined;
  warnings: string[];
};

export function readConversation(messages: Message[]): Conversation {
  const at = questionAt(messages);
  const earlier = messages.slice(0, at);
  const later = messages.slice(at + 1);
  const warnings: string[] = [];
  const has = (role: string) => messages.some((message) => message.role === role);
  if (has('tool') || has('function'))
    warnings.push('Results of tools were left out: this endpoint calls no tools.');
  if (later.some(({ role }) => role === 'assistant'))
    warnings.push('An answer that was begun was left out: this endpoint begins each answer anew.');
  if (messages.some(({ content }) => content.split('\n').some((line) => placeholders.has(line))))
    warnings.push('Images, audio and files were left out: this endpoint reads text only.');
  return {
    question: messages[at]!.content.trim(),
    history: [...instructionsOf([...earlier, ...later]), ...fitTurns(turnsOf(earlier).toReversed())],
    firstQuestion: turnsOf(earlier).find(({ role }) => role === 'user')?.content,
    warnings,
  };
}

const isInstruction = ({ role }: Message) => role === 'system' || role === 'developer';

/** The caller's system messages as one turn before the conversation, in addition to Docent's rules. */
function instructionsOf(messages: Message[]): ChatTurn[] {
  const content = messages
    .filter(isInstruction)
    .map((message) => message.content)
    .join('\n')
    .slice(0, MOST_INSTRUCTIONS);
  return content ? [{ role: 'system', content }] : [];
}

const turnsOf = (messages: Message[]): ChatTurn[] =>
  messages.flatMap(({ role, content }) =>
    (role === 'user' || role === 'assistant') && content ? [{ role, content }] : [],
  );
