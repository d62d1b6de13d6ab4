import { nearestEffort } from '../../contract/efforts.ts';
import { knownChat } from '../known-chats.ts';
import type { ChatRequest, ChatTurn, PromptTurn, Sampling } from '../model.ts';
import { withToolRules } from '../with-tool-rules.ts';
import type { Sent } from './learn-refusal.ts';
import type { Learned } from './server-memory.ts';

/** Output tokens for thought, in addition to what the caller allows for the answer. */
const ROOM_FOR_THOUGHT = 4_096;

/** The body of a chat completion, in the form that this server accepts for this model. */
export function chatRequest(request: ChatRequest, learned: Learned): Sent {
  const { leftOut } = learned;
  const { temperature, maxOutputTokens, effort } = request;
  const supported = effort && (learned.efforts ? nearestEffort(effort, learned.efforts) : effort);
  const room = learned.thinks ? ROOM_FOR_THOUGHT : 0;
  const tools = leftOut.has('tools') ? undefined : request.tools;
  const turns = tools ? withToolRules(request.messages, tools) : withoutTools(request.messages);
  const limit = maxOutputTokens && Math.min(maxOutputTokens + room, learned.mostOutputTokens);
  return {
    model: request.model,
    messages: withImage(leftOut.has('system') ? plainTurns(turns) : turns, request.image),
    tools: tools?.definitions,
    stream: leftOut.has('stream') ? undefined : true,
    stream_options:
      leftOut.has('stream_options') || leftOut.has('stream') ? undefined : { include_usage: true },
    temperature:
      temperature === undefined || leftOut.has('temperature')
        ? undefined
        : Math.min(temperature, learned.mostTemperature),
    ...Object.fromEntries(
      Object.entries(request.sampling ?? {}).filter(([name]) => !leftOut.has(name as keyof Sampling)),
    ),
    [learned.outputLimitName]: leftOut.has('output_limit') ? undefined : limit,
    // No breakpoint: nothing is written to the cache. A prompt with other passages is rarely read again.
    prompt_cache_options:
      knownChat(request.model).paysForCacheWrites && !leftOut.has('prompt_cache_options')
        ? { mode: 'explicit' }
        : undefined,
    reasoning_effort: leftOut.has('reasoning_effort') ? undefined : supported,
  };
}

/** Results of tools as messages, for a request without tools: some servers refuse such turns there. */
function withoutTools(messages: PromptTurn[]): ChatTurn[] {
  const turns: ChatTurn[] = [];
  for (const turn of messages) {
    if ('tool_calls' in turn && turn.content === '') continue;
    const { content } = turn;
    if (turn.role !== 'tool') turns.push({ role: turn.role, content });
    else if (turns.at(-1)?.role === 'user') turns.at(-1)!.content += `\n\n${content}`;
    else turns.push({ role: 'user', content });
  }
  return turns;
}

function withImage(messages: PromptTurn[], image: Uint8Array | undefined): unknown[] {
  if (!image) return messages;
  const { role, content } = messages.at(-1)!;
  const url = `data:image/png;base64,${Buffer.from(image).toString('base64')}`;
  const parts = [
    { type: 'text', text: content },
    { type: 'image_url', image_url: { url } },
  ];
  return [...messages.slice(0, -1), { role, content: parts }];
}

/** For templates without a system role: the instructions join the first question, and roles alternate. */
function plainTurns(messages: PromptTurn[]): PromptTurn[] {
  const turns: PromptTurn[] = [];
  for (const turn of messages) {
    const last = turns.at(-1);
    const plain = turn.role === 'system' ? { role: 'user' as const, content: turn.content } : { ...turn };
    if (last?.role === plain.role && plain.role !== 'tool' && !('tool_calls' in plain))
      last.content += `\n\n${plain.content}`;
    else turns.push(plain);
  }
  return turns;
}
