// Reads OpenAI's chat completion request. What cannot be honoured is refused, not ignored.
import { z } from 'zod';
import { EndUserSignature, Filter, label, SessionId } from '../../../shared/contract/index.ts';
import type { ChatTurn } from '../../../shared/models/model.ts';
import { fitTurns } from '../../chat/read-history.ts';
import type { Question } from '../../chat/question.ts';

/** The model name that stands for the app with its own settings. */
export const OWN_MODEL = 'docent';
const MOST_INSTRUCTIONS = 16_000;

const text = z.union(
  [
    z.string(),
    z
      .array(z.object({ type: z.literal('text'), text: z.string() }))
      .transform((parts) => parts.map((part) => part.text).join('\n')),
  ],
  { error: 'must be text, or a list of text parts' },
);

const Message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'must be system, developer, user or assistant: tools are not supported',
  }),
  content: text.nullish().transform((content) => content?.toWellFormed().replaceAll('\0', '') ?? ''),
});

const unsupported = (what: string) =>
  z
    .undefined({ error: `${what} not supported` })
    .or(z.null())
    .optional();

export const CompletionRequest = z
  .object({
    messages: z
      .array(Message)
      .min(1, 'must contain at least one message')
      .max(2_000)
      .refine((messages) => messages.at(-1)?.role === 'user', 'must end with a message of the role user')
      .refine(
        (messages) => (messages.at(-1)?.content.trim().length ?? 0) > 0,
        'must end with a non-empty message',
      )
      .refine(
        (messages) => (messages.at(-1)?.content.length ?? 0) <= 32_000,
        'must end with a message of at most 32,000 characters',
      ),
    model: label(200).optional(),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    max_tokens: z.int().min(1).max(128_000).nullish(),
    max_completion_tokens: z.int().min(1).max(128_000).nullish(),
    user: label(200).nullish(),
    end_user_signature: EndUserSignature.optional(),
    session_id: SessionId.optional(),
    filter: Filter.optional(),
    n: z.literal(1, { error: 'must be 1' }).nullish(),
    response_format: z.object({ type: z.literal('text', { error: 'must be text' }) }).nullish(),
    tools: z.array(z.unknown()).max(0, 'tools are not supported').nullish(),
    functions: unsupported('functions are'),
    audio: unsupported('audio is'),
    logprobs: z.literal(false, { error: 'log probabilities are not supported' }).nullish(),
  })
  .transform((request): Question & { includeUsage: boolean } => {
    const earlier = request.messages.slice(0, -1);
    return {
      message: request.messages.at(-1)!.content.trim(),
      history: [...instructions(earlier), ...fitTurns(conversation(earlier).toReversed())],
      session_id: request.session_id,
      filter: request.filter,
      stream: request.stream ?? false,
      includeUsage: request.stream_options?.include_usage ?? false,
      end_user_id: request.user ?? undefined,
      end_user_signature: request.end_user_signature,
      model: request.model === OWN_MODEL ? undefined : request.model,
      temperature: request.temperature ?? undefined,
      max_output_tokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    };
  });
export type CompletionRequest = z.output<typeof CompletionRequest>;

type Earlier = z.output<typeof Message>[];
const isInstruction = ({ role }: Earlier[number]) => role === 'system' || role === 'developer';

/** The caller's system messages as one turn before the conversation, in addition to Docent's rules. */
function instructions(messages: Earlier): ChatTurn[] {
  const content = messages
    .filter(isInstruction)
    .map((message) => message.content)
    .join('\n')
    .slice(0, MOST_INSTRUCTIONS);
  return content ? [{ role: 'system', content }] : [];
}

const conversation = (messages: Earlier): ChatTurn[] =>
  messages
    .filter((message) => !isInstruction(message))
    .map(({ role, content }) => ({ role: role as 'user' | 'assistant', content }));
