import { efforts } from '../../contract/efforts.ts';
import { isOfTools, TOOLS, type Refusal, type Words } from './refusal.ts';
import type { Learned, Optional } from './server-memory.ts';

/** The fields of a request as they were sent. */
export type Sent = Record<string, unknown>;

const NAMES: Record<Optional, RegExp> = {
  temperature: /temperature/i,
  top_p: /top_?p\b/i,
  seed: /\bseed\b/i,
  stop: /\bstop\b/i,
  frequency_penalty: /frequency_?penalty/i,
  presence_penalty: /presence_?penalty/i,
  output_limit:
    /max_(completion_|new_|output_)?tokens|(max(imum)?|requested \d+) (completion|output|new) tokens|maxOutputTokens/i,
  stream_options: /stream_options|include_usage/i,
  stream: /\bstream(ing)?\b(?!_)/i,
  reasoning_effort: /reasoning[_. ]?effort|\breasoning\b|\bthinking\b/i,
  prompt_cache_options: /prompt_cache/i,
  encoding_format: /encoding_format|base64/i,
  dimensions: /dimensions?\b|matryoshka/i,
  tools: TOOLS,
  system: /system (role|message|prompt)|role.{0,20}system|developer instruction|roles must alternate/i,
};

/** Parameters that a refusal without a name may mean, the likeliest first. */
const SUSPECTS: Optional[] = [
  'tools',
  'reasoning_effort',
  'prompt_cache_options',
  'temperature',
  'top_p',
  'seed',
  'stop',
  'frequency_penalty',
  'presence_penalty',
  'stream_options',
  'encoding_format',
  'dimensions',
  'output_limit',
];

/** A refusal that is about the form of the request rather than about the model, the key or the length. */
const ABOUT_FORM =
  /param|argument|field|extra|unsupported|not supported|unrecogni[sz]ed|unexpected|unknown|invalid|permitted|allowed|validat|unprocessable/i;

/**
 * Learns from a refusal which parameter to leave out, to rename or to make smaller.
 * @returns what was learned, for the log; undefined if the same request would be refused again
 */
export function learnRefusal(learned: Learned, refusal: Refusal, sent: Sent): string | undefined {
  const { words } = refusal;
  const isRefused = [400, 404, 413, 422].includes(refusal.httpStatus) || isOfTools(refusal.httpStatus, words);
  if (!isRefused) return undefined;
  const named = (Object.keys(NAMES) as Optional[]).find((name) => isSent(name, sent) && isNamed(name, words));
  if (named) return adapt(named, learned, words, sent);
  if (refusal.httpStatus === 413 || (words.text !== '' && !ABOUT_FORM.test(words.text))) return undefined;
  // 404 is about the model or the address, unless it speaks of parameters (OpenRouter).
  if (refusal.httpStatus === 404 && !/parameter/i.test(words.text)) return undefined;
  const suspect = SUSPECTS.find((name) => isSent(name, sent));
  return suspect && adapt(suspect, learned, { names: [], text: '', code: '' }, sent);
}

/** A field of its own counts before what the message says: that may quote other parameters. */
function isNamed(name: Optional, { names, text }: Words): boolean {
  if (names.some((given) => NAMES[name].test(given))) return true;
  return (
    !names.some((given) => Object.values(NAMES).some((pattern) => pattern.test(given))) &&
    NAMES[name].test(text)
  );
}

const LIMIT_NAMES = ['max_tokens', 'max_completion_tokens'] as const;

function isSent(name: Optional, sent: Sent): boolean {
  if (name === 'output_limit') return LIMIT_NAMES.some((limit) => sent[limit] !== undefined);
  if (name === 'system')
    return (
      Array.isArray(sent['messages']) &&
      (sent['messages'] as { role: string }[]).some(({ role }) => role === 'system')
    );
  return sent[name] !== undefined;
}

function adapt(name: Optional, learned: Learned, words: Words, sent: Sent): string {
  if (name === 'output_limit') return adaptOutputLimit(learned, words, sent);
  if (name === 'temperature') {
    const most = smallerNumber(words.text, Number(sent['temperature']));
    // "Only the default (1) is supported" gives a number, but no range.
    if (most !== undefined && !/default/i.test(words.text)) {
      learned.mostTemperature = most;
      return `temperature at most ${most}`;
    }
  }
  if (name === 'reasoning_effort') {
    const supported = efforts.filter((effort) =>
      new RegExp(`['"\`]${effort}['"\`]`).test(withoutRefused(words.text)),
    );
    if (supported.length > 0 && !supported.includes(sent['reasoning_effort'] as never)) {
      learned.efforts = supported;
      return `reasoning_effort: ${supported.join(', ')}`;
    }
  }
  learned.leftOut.add(name);
  return `without ${name}`;
}

/** The values that a message offers come after the one it refuses. */
const withoutRefused = (text: string): string =>
  /(supported values|should be|must be|one of|expected)(.*)$/is.exec(text)?.[2] ?? '';

function adaptOutputLimit(learned: Learned, { text }: Words, sent: Sent): string {
  const name = LIMIT_NAMES.find((limit) => sent[limit] !== undefined)!;
  const limit = Number(sent[name]);
  const most = roomLeft(text) ?? (isAboutSize(text) ? smallerNumber(text, limit) : undefined);
  if (most !== undefined && most > 0 && most < limit) {
    learned.mostOutputTokens = most;
    return `${name} at most ${most}`;
  }
  const other = LIMIT_NAMES.find((known) => known !== name)!;
  if (!learned.outputLimitRenamed) {
    learned.outputLimitName = other;
    learned.outputLimitRenamed = true;
    return `${other} in place of ${name}`;
  }
  learned.leftOut.add('output_limit');
  return 'without an output limit';
}

/**
 * vLLM says `(32000 > 32768 - 5000)`, or how many input tokens were passed and how long the context is. What is left
 * depends on the prompt, and is right for similar ones.
 */
function roomLeft(text: string): number | undefined {
  const difference = /\(?\d+ > (?<window>\d+) - (?<input>\d+)\)?/.exec(text)?.groups;
  const sentence = /passed (?<input>\d+) input tokens.*context length is only (?<window>\d+)/is.exec(
    text,
  )?.groups;
  const { window, input } = difference ?? sentence ?? {};
  return window === undefined || input === undefined ? undefined : Number(window) - Number(input);
}

const isAboutSize = (text: string): boolean =>
  /too large|at most|less than|exceed|range|maximum|<=|≤/i.test(text);

/** The largest number in a message that is smaller than the one that was sent. */
export function smallerNumber(text: string, sent: number): number | undefined {
  const smaller = [...text.matchAll(/\d+(\.\d+)?/g)]
    .map(([digits]) => Number(digits))
    .filter((number) => number < sent && number > 0);
  return smaller.length > 0 ? Math.max(...smaller) : undefined;
}
