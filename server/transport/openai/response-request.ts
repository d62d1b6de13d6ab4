// Reads a request for OpenAI's Responses API: text in, text out, and a conversation that Docent keeps.
import { z } from 'zod';
import { MOST_OUTPUT_TOKENS } from '../../../shared/contract/index.ts';
import { ownOr, type OpenaiQuestion } from './completion-request.ts';
import { context, hints, NO_TOOLS, only, optional, refuseUnknown, sampling, tools } from './fields.ts';
import { isTask } from './is-task.ts';
import { Content, Messages, readConversation, type Message } from './messages.ts';

const RESPONSE_ID = /^(resp|msg)_([0-9a-z]{1,90})$/;

/** An item of the input: a message, a reference to an earlier answer, or what a tool or a thought left behind. */
const Item = z.looseObject({
  type: z.string().nullish(),
  role: z.enum(['system', 'developer', 'user', 'assistant']).optional(),
  content: Content.nullish(),
  id: z.string().optional(),
});
type Item = z.output<typeof Item>;

const Input = z
  .union([z.string().transform((content): Item[] => [{ role: 'user', content }]), z.array(Item).max(2_000)], {
    error: 'must be text, or a list of items',
  })
  .transform((items, context) => {
    const at = items.findLastIndex(({ type }) => type === 'item_reference');
    const messages = Messages.safeParse(items.slice(at + 1).flatMap(toMessage));
    if (!messages.success) {
      for (const { message } of messages.error.issues) context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    // What comes before a reference is in its session.
    return { reference: items[at]?.id, messages: messages.data };
  });

/** A thought that the client sends back says nothing new. */
function toMessage({ type, role, content }: Item): Message[] {
  if (type === 'reasoning') return [];
  if (type && type !== 'message') return [{ role: 'tool', content: '' }];
  return role ? [{ role, content: content ?? '' }] : [];
}

export type ResponseRequest = OpenaiQuestion & {
  /** The answer that this one follows. */
  previous: string | undefined;
  /** For the response, which repeats them. */
  given: {
    instructions: string | null;
    previous_response_id: string | null;
    metadata: Record<string, string>;
  };
};

export const ResponseRequest = z
  .strictObject(
    {
      input: Input,
      instructions: z.string().max(16_000).nullish(),
      previous_response_id: optional(
        z.string().regex(RESPONSE_ID, 'must be the id of a response, such as resp_…'),
      ),
      ...context,
      stream: z.boolean().nullish(),
      stream_options: z.unknown().optional(),
      max_output_tokens: z.int().min(1).max(MOST_OUTPUT_TOKENS).nullish(),
      temperature: sampling.temperature,
      top_p: sampling.top_p,
      ...tools,
      ...hints,
      truncation: z.unknown().optional(),
      include: z
        .array(
          z.literal('reasoning.encrypted_content', { error: 'has nothing more to include; leave it out' }),
        )
        .nullish(),
      text: z
        .strictObject({
          format: z
            .strictObject({
              type: z.literal('text', { error: 'must be text: JSON formats are not supported' }),
            })
            .nullish(),
          verbosity: only('verbosity is', 'medium'),
        })
        .nullish(),
      reasoning: z
        .strictObject({
          effort: only('an effort in the request is; an admin sets it for the app: this is', 'medium'),
          summary: z.unknown().optional(),
          generate_summary: z.unknown().optional(),
        })
        .nullish(),
      background: only('answering in the background is', false),
      conversation: only('conversation is; send previous_response_id: it is'),
      prompt: only('a stored prompt is'),
      top_logprobs: only('log probabilities are', 0),
      context_management: only('context_management is'),
      moderation: only('moderation is'),
    },
    { error: refuseUnknown },
  )
  .transform((request, issues): ResponseRequest => {
    const { reference } = request.input;
    if (reference !== undefined && !RESPONSE_ID.test(reference))
      issues.addIssue({
        code: 'custom',
        path: ['input'],
        message: 'refers to an item that is not an answer of this server',
      });
    const instructions = request.instructions?.trim();
    const { question, history, firstQuestion, warnings } = readConversation([
      ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
      ...request.input.messages,
    ]);
    if (request.tools?.length) warnings.push(NO_TOOLS);
    if (request.store === false)
      warnings.push(
        'The conversation is stored, as every one of this app; its retention is a setting of the app.',
      );
    const previous = request.previous_response_id ?? reference;
    const { top_p, temperature, user, safety_identifier, metadata } = request;
    return {
      message: question,
      history,
      firstQuestion,
      warnings,
      task: previous === undefined && isTask(question, history),
      previous: previous && `msg_${RESPONSE_ID.exec(previous)?.[2]}`,
      session_id: request.session_id ?? undefined,
      filter: request.filter ?? undefined,
      metadata: metadata ?? undefined,
      stream: request.stream ?? false,
      end_user_id: user ?? safety_identifier ?? undefined,
      end_user_signature: request.end_user_signature ?? undefined,
      model: ownOr(request.model),
      temperature: temperature ?? undefined,
      sampling: typeof top_p === 'number' && top_p !== 1 ? { top_p } : undefined,
      max_output_tokens: request.max_output_tokens ?? undefined,
      given: {
        instructions: request.instructions ?? null,
        previous_response_id: request.previous_response_id ?? null,
        metadata: metadata ?? {},
      },
    };
  });
