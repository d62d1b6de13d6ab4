import type { ModelFinish, TokenUsage } from '../model.ts';
import { readUsage } from './read-usage.ts';
import { wordsOf, type Words } from './refusal.ts';

/** One frame of a stream, or a whole answer, in our own terms. */
export type ReadChunk = {
  text: string;
  thought: string;
  finish?: ModelFinish | 'interrupted';
  usage?: TokenUsage;
  /** Parts of the calls of tools, see tool-call-reader.ts. */
  toolCalls?: unknown[];
  /** The server reports an error in place of an answer. */
  failure?: Words;
  /** The model that answered, as the server names it. */
  model?: string;
  /** Its name for the answer. */
  id?: string;
};

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

type UsualChunk = {
  choices?: { delta?: Record<string, unknown>; finish_reason?: unknown }[];
  usage?: unknown;
  error?: unknown;
  model?: unknown;
  id?: unknown;
};

/** Reads a chunk of a chat completion, a whole completion, or an error, in any server's dialect. */
export function readChunk(given: unknown): ReadChunk {
  // Nearly all frames of an answer: a piece of text and nothing else. This is a hot path.
  const { choices, usage, error, model, id } = (given ?? {}) as UsualChunk;
  const choice = Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined;
  const content = choice?.delta?.['content'];
  if (typeof content === 'string' && content !== '' && !choice!.finish_reason && !usage && !error)
    if (isTextAlone(choice!.delta!))
      return { text: content, thought: '', model: model as string, id: id as string };
  return readAny(given);
}

function isTextAlone(delta: Record<string, unknown>): boolean {
  for (const name in delta) if (name !== 'content' && name !== 'role' && delta[name]) return false;
  return true;
}

function readAny(given: unknown): ReadChunk {
  const chunk = fieldsOf(given);
  const choices = chunk['choices'];
  const choice = fieldsOf(Array.isArray(choices) ? choices[0] : undefined);
  const delta = fieldsOf(choice['delta'] ?? choice['message']);
  const content = readParts(delta['content'] ?? choice['text']);
  const read: ReadChunk = {
    text: content.text + textOf(delta['refusal']),
    thought: content.thought + thoughtOf(delta),
  };
  if (Array.isArray(delta['tool_calls'])) read.toolCalls = delta['tool_calls'];
  const finish = choice['finish_reason'];
  if (typeof finish === 'string' && finish !== '') read.finish = finishOf(finish);
  // Groq, Moonshot and the rest differ in where the usage is.
  const usage = readUsage(chunk['usage'] ?? fieldsOf(chunk['x_groq'])['usage'] ?? choice['usage']);
  if (usage) read.usage = usage;
  if (isFailure(given, chunk)) read.failure = wordsOf(given);
  if (typeof chunk['model'] === 'string') read.model = chunk['model'];
  if (typeof chunk['id'] === 'string') read.id = chunk['id'];
  return read;
}

/** An `error`, a list of errors (Gemini), a flat error (vLLM), or FastAPI's `detail`. */
function isFailure(given: unknown, chunk: Fields): boolean {
  if (Array.isArray(given)) return fieldsOf(given[0])['error'] !== undefined;
  if (chunk['error']) return true;
  return (
    !Array.isArray(chunk['choices']) &&
    (chunk['object'] === 'error' || 'detail' in chunk || 'message' in chunk)
  );
}

/** A string, or typed parts: text is said, thinking is thought, anything else is nothing to read. */
function readParts(content: unknown): { text: string; thought: string } {
  if (typeof content === 'string') return { text: content, thought: '' };
  const read = { text: '', thought: '' };
  if (!Array.isArray(content)) return read;
  for (const part of content) {
    if (typeof part === 'string') read.text += part;
    const { type, ...fields } = fieldsOf(part);
    if (type === 'thinking' || type === 'reasoning')
      read.thought += textOf(fields['thinking'] ?? fields['reasoning'] ?? fields['text']);
    else if (type === 'text' || type === 'output_text' || type === 'refusal')
      read.text += textOf(fields['text'] ?? fields['refusal']);
  }
  return read;
}

/** OpenRouter repeats `reasoning` in `reasoning_details`: the first field that has text counts. */
function thoughtOf(delta: Fields): string {
  for (const name of ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details']) {
    const thought = textOf(delta[name]);
    if (thought) return thought;
  }
  return '';
}

/** The text of a string, of `{text}` or `{value}`, or of a list of these. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('');
  const { text, value: inner, summary } = fieldsOf(value);
  return typeof text === 'string' ? text : textOf(inner ?? summary ?? '');
}

const FINISHES: Record<string, NonNullable<ReadChunk['finish']>> = {
  length: 'length',
  max_tokens: 'length',
  max_length: 'length',
  max_output_tokens: 'length',
  // Mistral: the context window is full.
  model_length: 'length',
  model_context_window_exceeded: 'length',
  content_filter: 'content_filter',
  safety: 'content_filter',
  recitation: 'content_filter',
  blocklist: 'content_filter',
  prohibited_content: 'content_filter',
  sensitive: 'content_filter',
  refusal: 'content_filter',
  error: 'interrupted',
  abort: 'interrupted',
  cancelled: 'interrupted',
  // DeepSeek.
  insufficient_system_resource: 'interrupted',
  network_error: 'interrupted',
};

/** Unknown reasons (`eos`, `end_turn`, `tool_calls`, …) are ends that the model chose. */
const finishOf = (reason: string): NonNullable<ReadChunk['finish']> =>
  FINISHES[reason.toLowerCase()] ?? 'stop';
