import { ModelError } from '../model-error.ts';

/** How much of a refusal is read. */
export const MOST_REFUSAL_BYTES = 8_192;

/**
 * A response that is an error. Its words decide what to do, and go nowhere else: they may quote prompts. Not
 * enumerable, so that no log shows them.
 */
export class Refusal extends ModelError {
  readonly httpStatus: number;
  readonly #words: Words;

  constructor(status: number, text: string) {
    const words = readWords(text);
    super(isPassing(status, words) ? 'model_unavailable' : 'model_failed', messageOf(status, words), {
      unused: true,
    });
    this.httpStatus = status;
    this.#words = words;
  }

  get words(): Words {
    return this.#words;
  }
}

/** What an error body says. `names`: the parameters it names in a field of its own. `text`: its message. */
export type Words = { names: string[]; text: string; code: string };

type Body = Record<string, unknown>;

/**
 * Reads an error body in any dress: OpenAI's envelope, a flat object (TEI, vLLM before 0.10), FastAPI's `detail` with
 * its locations, a list (Gemini), or plain text.
 */
export function readWords(body: string): Words {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { names: [], text: body, code: '' };
  }
  return wordsOf(parsed);
}

export function wordsOf(given: unknown): Words {
  const outer = asBody(Array.isArray(given) ? given[0] : given);
  const error =
    typeof outer['error'] === 'string' ? { message: outer['error'] } : asBody(outer['error'] ?? outer);
  const message = error['message'];
  const details = [error['detail'], outer['detail'], asBody(message)['detail'], parsedDetail(message)].find(
    Array.isArray,
  ) as unknown[] | undefined;
  const names = [error['param'], ...(details ?? []).flatMap((one) => asBody(one)['loc'] as unknown[])].filter(
    (name): name is string => typeof name === 'string' && name !== 'body',
  );
  const text = [message, error['detail'], ...(details ?? []).map((one) => asBody(one)['msg'])]
    .filter((part) => typeof part === 'string')
    .join(' ');
  const code = [error['code'], error['type'], error['error_type']].filter((part) => typeof part === 'string');
  return { names, text, code: code.join(' ') };
}

/** Mistral puts FastAPI's body into the message, as text. */
function parsedDetail(message: unknown): unknown {
  if (typeof message !== 'string' || !message.startsWith('{')) return undefined;
  try {
    return asBody(JSON.parse(message))['detail'];
  } catch {
    return undefined;
  }
}

const asBody = (value: unknown): Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};

const NO_CREDIT = /insufficient_quota|insufficient balance|billing|payment required|credit/i;
export const TOO_LONG =
  /context[ _-]?(length|window|size)|exceed_context|maximum context|prompt (is )?too (long|large)|too many (input |prompt )?tokens|too large to process|reduce the length|input (is )?too long|max_model_len/i;
const FILTERED = /content[ _-]?(filter|policy|management)|safety|responsibleai/i;

export const TOOLS = /\btools?\b|tool[_ -]?(choice|use|calls?)\b|function[_ ]?call/i;
/** llama.cpp refuses tools with 500: "tools param requires --jinja flag", before that "Unsupported param: tools". */
export const isOfTools = (status: number, { text }: Words): boolean =>
  status === 500 && /tools param|param: tools|--jinja/i.test(text);

/** The model has computed no numbers for a text: Go's words, which Ollama passes on with status 500. */
export const NO_NUMBERS = /unsupported value: NaN/;

/** Whether the same call may succeed a moment later. llama.cpp answers an input that is too long with 500. */
export const isPassing = (status: number, words: Words): boolean =>
  (status === 408 || status === 429 || status >= 500) &&
  !TOO_LONG.test(words.text) &&
  !NO_NUMBERS.test(words.text) &&
  !NO_CREDIT.test(words.code) &&
  !isOfTools(status, words);

export const CONTEXT_HINT =
  'The usual cause is a prompt that is larger than the context window of the model: lower the context budget of the ' +
  'app, or start the model server with a larger window.';

function messageOf(status: number, words: Words): string {
  if (isPassing(status, words)) return `The model server responded with ${status}. Try again in a moment.`;
  return `The model server refused the call (${status}).${hintOf(status, words)}`;
}

function hintOf(status: number, { text, code, names }: Words): string {
  if (status === 402 || NO_CREDIT.test(code))
    return ' The account at the model server has no credit left, or no billing is set up.';
  if (status === 401 || status === 403) return ' The operator should check OPENAI_API_KEY.';
  if (FILTERED.test(code) || FILTERED.test(text)) return ' Its content filter does not allow this prompt.';
  if (TOO_LONG.test(code) || TOO_LONG.test(text)) return ` ${CONTEXT_HINT}`;
  if (
    status === 404 ||
    (/model/i.test(text) &&
      /not found|does not exist|not exist|unknown|decommissioned|deprecated|retired|shut ?down/i.test(text))
  )
    return ' The operator should check OPENAI_BASE_URL and the name of the model; it may have been shut down.';
  const [name] = names.filter((given) => /^[a-z_]{3,40}$/.test(given));
  return name ? ` It names the parameter ${name}.` : '';
}
