// Model servers as the test of dialects plays them, a row of docs/model-servers.md each.
import type { Played } from './model-server.ts';

const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
type Delta = Record<string, unknown>;
const DONE = 'data: [DONE]\n\n';
const chunk = (delta: Delta, finish: string | null = null, more: object = {}) =>
  frame({
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  });
const USAGE = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29 };
type Usual = { finish?: string; usage?: object | null };
const usual = (deltas: Delta[], { finish = 'stop', usage = USAGE }: Usual = {}) => [
  ...deltas.map((delta) => chunk(delta)),
  chunk({}, finish),
  ...(usage ? [frame({ choices: [], usage })] : []),
  DONE,
];
const stream = (raw: string[]): Played => ({ raw });
const openaiError = (message: string, param: string | null, code = 'unsupported_parameter') => ({
  status: 400,
  json: { error: { message, type: 'invalid_request_error', param, code } },
});
const forbidden = (...names: string[]) => ({
  status: 422,
  json: {
    object: 'error',
    message: {
      detail: names.map((name) => ({
        type: 'extra_forbidden',
        loc: ['body', name],
        msg: 'Extra inputs are not permitted',
        input: 1,
      })),
    },
  },
});
const answer = { content: 'Forty [1].' };
const said = () => stream(usual([answer]));

/** `expect`: what is said, what the server was asked in the end (undefined: not sent), or the error. */
export type ChatDialect = {
  server: string;
  what: string;
  play: (body: any, turn: number) => Played;
  text?: string;
  thought?: string;
  finish?: string;
  usage?: object | undefined;
  sent?: Record<string, unknown>;
  /** The request offers a tool; these are the calls that are read. */
  called?: object[];
  error?: RegExp;
};

const TOOL_CALL = { type: 'function', function: { name: 'look_up', arguments: '{"word":"lamp"}' } };

export const chatDialects: ChatDialect[] = [
  {
    server: 'OpenAI',
    what: 'sends the calls of tools in parts',
    play: () =>
      stream(
        usual(
          [
            {
              role: 'assistant',
              content: null,
              tool_calls: [
                { index: 0, id: 'a', type: 'function', function: { name: 'look_up', arguments: '' } },
              ],
            },
            { tool_calls: [{ index: 0, function: { arguments: '{"word":' } }] },
            { tool_calls: [{ index: 0, function: { arguments: '"lamp"}' } }] },
            {
              tool_calls: [
                { index: 1, id: 'b', type: 'function', function: { name: 'look_up', arguments: '{}' } },
              ],
            },
          ],
          { finish: 'tool_calls' },
        ),
      ),
    text: '',
    called: [
      { id: 'a', ...TOOL_CALL },
      { id: 'b', type: 'function', function: { name: 'look_up', arguments: '{}' } },
    ],
  },
  {
    server: 'Gemini',
    what: 'sends calls of tools without an index, with a signature to give back',
    play: () =>
      stream(
        usual(
          [
            {
              tool_calls: [{ id: 'a', ...TOOL_CALL, extra_content: { google: { thought_signature: 'x' } } }],
            },
            { tool_calls: [{ id: 'b', ...TOOL_CALL }] },
          ],
          { finish: 'tool_calls' },
        ),
      ),
    text: '',
    called: [
      { id: 'a', ...TOOL_CALL, extra_content: { google: { thought_signature: 'x' } } },
      { id: 'b', ...TOOL_CALL },
    ],
  },
  {
    server: 'llama.cpp without a template for tools',
    what: 'refuses tools with 500',
    play: (body) =>
      'tools' in body
        ? {
            status: 500,
            json: {
              error: { code: 500, message: 'tools param requires --jinja flag', type: 'server_error' },
            },
          }
        : said(),
    sent: { tools: undefined },
    called: [],
  },
  {
    server: 'vLLM without a parser of tools',
    what: 'refuses tools',
    play: (body) =>
      'tools' in body
        ? {
            status: 400,
            json: {
              object: 'error',
              message:
                '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
              type: 'BadRequestError',
              param: null,
              code: 400,
            },
          }
        : said(),
    sent: { tools: undefined },
    called: [],
  },
  {
    server: 'OpenAI, reasoning models',
    what: 'refuse max_tokens and any temperature',
    play: (body) =>
      'max_tokens' in body
        ? openaiError(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            'max_tokens',
          )
        : 'temperature' in body
          ? openaiError(
              "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
              'temperature',
              'unsupported_value',
            )
          : said(),
    sent: { max_completion_tokens: 200, temperature: undefined, max_tokens: undefined },
  },
  {
    server: 'OpenAI, reasoning models',
    what: 'know other efforts',
    play: (body) =>
      body.reasoning_effort === 'none'
        ? openaiError(
            "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
            'reasoning_effort',
            'unsupported_value',
          )
        : said(),
    sent: { reasoning_effort: 'minimal' },
  },
  {
    server: 'OpenAI, models without thought',
    what: 'refuse reasoning_effort',
    play: (body) =>
      'reasoning_effort' in body
        ? openaiError('Unrecognized request argument supplied: reasoning_effort', null)
        : said(),
    sent: { reasoning_effort: undefined },
  },
  {
    server: 'OpenAI, reasoning models',
    what: 'spend the whole output limit on thought',
    play: (body) =>
      body.max_tokens > 1_000
        ? said()
        : stream(
            usual([{ role: 'assistant', content: '' }], {
              finish: 'length',
              usage: {
                prompt_tokens: 20,
                completion_tokens: 200,
                total_tokens: 220,
                completion_tokens_details: { reasoning_tokens: 200 },
              },
            }),
          ),
    usage: { inputTokens: 40, outputTokens: 209, reasoningTokens: 200 },
    sent: { max_tokens: 4296 },
  },
  {
    server: 'OpenAI',
    what: 'names the largest output limit',
    play: (body) =>
      body.max_tokens > 100
        ? openaiError(
            'max_tokens is too large: 200. This model supports at most 100 completion tokens, whereas you provided 200.',
            'max_tokens',
            'invalid_value',
          )
        : said(),
    sent: { max_tokens: 100 },
  },
  {
    server: 'OpenAI, o1-pro',
    what: 'does not stream',
    play: (body) =>
      body.stream
        ? openaiError(
            "Unsupported value: 'stream' does not support true with this model.",
            'stream',
            'unsupported_value',
          )
        : {
            json: {
              object: 'chat.completion',
              choices: [{ message: { role: 'assistant', ...answer }, finish_reason: 'stop' }],
              usage: USAGE,
            },
          },
    sent: { stream: undefined, stream_options: undefined },
  },
  {
    server: 'Azure OpenAI',
    what: 'sends prompt filter results before the first choice',
    play: () => stream([frame({ choices: [], prompt_filter_results: [{}] }), ...usual([answer])]),
  },
  {
    server: 'Azure OpenAI',
    what: 'refuses a prompt by its content filter',
    play: () =>
      openaiError(
        'The response was filtered due to the prompt triggering content management policy.',
        'prompt',
        'content_filter',
      ),
    error: /content filter/,
  },
  {
    server: 'Mistral',
    what: 'refuses fields that it does not know (422, with locations)',
    play: (body) =>
      'stream_options' in body || 'reasoning_effort' in body
        ? forbidden(...['reasoning_effort', 'stream_options'].filter((name) => name in body))
        : stream(usual([answer], { usage: null })),
    sent: { stream_options: undefined, reasoning_effort: undefined, temperature: 0.5 },
    usage: undefined,
  },
  {
    server: 'Mistral, Magistral',
    what: 'sends typed parts, with thinking',
    play: () =>
      stream(
        usual([
          { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Ninety?' }] }] },
          { content: [{ type: 'text', text: 'Forty' }] },
          { content: ' [1].' },
        ]),
      ),
    thought: 'Ninety?',
  },
  {
    server: 'Mistral',
    what: 'ends with model_length where the window is full',
    play: () => stream(usual([answer], { finish: 'model_length' })),
    finish: 'length',
  },
  {
    server: 'DeepSeek',
    what: 'sends reasoning_content, and comments while it waits',
    play: () =>
      stream([': keep-alive\n\n', ...usual([{ content: null, reasoning_content: 'Ninety?' }, answer])]),
    thought: 'Ninety?',
  },
  {
    server: 'DeepSeek',
    what: 'breaks off with insufficient_system_resource',
    play: () => stream(usual([answer], { finish: 'insufficient_system_resource' })),
    error: /interrupted/,
  },
  {
    server: 'DeepSeek',
    what: 'names the range of max_tokens',
    play: (body) =>
      body.max_tokens > 50
        ? openaiError('Invalid max_tokens value, the valid range of max_tokens is [1, 50]', null)
        : said(),
    sent: { max_tokens: 50 },
  },
  {
    server: 'vLLM',
    what: 'sends thought as reasoning',
    play: () => stream(usual([{ reasoning: 'Nine' }, { reasoning: 'ty?' }, answer])),
    thought: 'Ninety?',
  },
  {
    server: 'vLLM without a reasoning parser',
    what: 'sends a closing tag alone',
    play: () =>
      stream([
        usual([
          { content: 'Nine' },
          { content: 'ty?</thi' },
          { content: 'nk>\n\nForty' },
          { content: ' [1].' },
        ]).join(''),
      ]),
    thought: 'Ninety?',
  },
  {
    server: 'vLLM',
    what: 'says how much of the window is left',
    play: (body) =>
      body.max_tokens > 60
        ? openaiError(
            "'max_tokens' or 'max_completion_tokens' is too large: 200. This model's maximum context length is 4096 tokens and your request has 4036 input tokens (200 > 4096 - 4036).",
            null,
            '400',
          )
        : said(),
    sent: { max_tokens: 60 },
  },
  {
    server: 'vLLM from 0.15',
    what: 'says how long the prompt and the window are',
    play: (body) =>
      body.max_tokens > 60
        ? openaiError(
            "You passed 4036 input tokens and requested 200 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3896 tokens. Please reduce the length of the input prompt.",
            null,
            '400',
          )
        : said(),
    sent: { max_tokens: 60 },
  },
  {
    server: 'vLLM before 0.10',
    what: 'sends flat errors in the stream',
    play: () => stream([chunk(answer), frame({ object: 'error', message: 'boom', type: 'x', code: 400 })]),
    error: /interrupted the answer with an error/,
  },
  {
    server: 'vLLM, Gemma’s template',
    what: 'has no system role',
    play: (body) =>
      body.messages.some(({ role }: { role: string }) => role === 'system')
        ? {
            status: 400,
            json: {
              object: 'error',
              message: 'System role not supported',
              type: 'BadRequestError',
              param: null,
              code: 400,
            },
          }
        : said(),
    sent: { messages: [{ role: 'user', content: 'Be brief.\n\nhi' }] },
  },
  {
    server: 'llama.cpp',
    what: 'sends `error:` as a field of its own',
    play: () =>
      stream(['error: {"code":400,"message":"the request exceeds the available context size"}\n\n', DONE]),
    error: /context budget/,
  },
  {
    server: 'llama.cpp',
    what: 'refuses a prompt larger than its window',
    play: () => ({
      status: 400,
      json: {
        error: {
          code: 400,
          message: 'the request exceeds the available context size',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 1407,
          n_ctx: 256,
        },
      },
    }),
    error: /context budget/,
  },
  {
    server: 'llama.cpp behind a gateway',
    what: 'sends an error as JSON with status 200',
    play: () => ({ json: { error: { message: 'context length exceeded' } } }),
    error: /context budget/,
  },
  {
    server: 'LM Studio',
    what: 'sends event: error',
    play: () => stream(['event: error\ndata: {"error":{"message":"The model has crashed"}}\n\n']),
    error: /interrupted/,
  },
  {
    server: 'LM Studio',
    what: 'gives an empty answer where the prompt is too large',
    play: () => stream(usual([{ role: 'assistant', content: '' }], { usage: null })),
    error: /empty answer.*context window/,
  },
  {
    server: 'Any proxy',
    what: 'sends [DONE] alone',
    play: () => stream([DONE]),
    error: /empty answer/,
  },
  {
    server: 'Any proxy',
    what: 'sends a web page with status 200',
    play: () => ({ raw: '<!doctype html><title>Chat</title>', contentType: 'text/html' }),
    error: /OPENAI_BASE_URL/,
  },
  {
    server: 'Any proxy',
    what: 'sends JSON without a content type, though a stream was asked for',
    play: () => ({
      raw: JSON.stringify({ choices: [{ message: answer, finish_reason: 'stop' }], usage: USAGE }),
      contentType: '',
    }),
  },
  {
    server: 'Ollama',
    what: 'writes think tags unless it separates thought',
    play: () =>
      stream(
        usual([{ content: '<think>\nNine' }, { content: 'ty?</think>' }, { content: '\n\nForty [1].' }]),
      ),
    thought: '\nNinety?',
  },
  {
    server: 'Ollama',
    what: 'does not know the model (404)',
    play: () => ({
      status: 404,
      json: { error: { message: "model 'm' not found", type: 'not_found_error' } },
    }),
    error: /name of the model/,
  },
  {
    server: 'LiteLLM',
    what: 'refuses what its provider does not support',
    play: (body) =>
      'temperature' in body
        ? openaiError(
            "litellm.UnsupportedParamsError: provider does not support parameters: ['temperature'], for model=m. To drop these, set `litellm.drop_params=True`",
            null,
            '400',
          )
        : said(),
    sent: { temperature: undefined, max_tokens: 200 },
  },
  {
    server: 'Groq',
    what: 'puts the usage into x_groq',
    play: () => stream([chunk(answer), chunk({}, 'stop', { x_groq: { id: 'r', usage: USAGE } }), DONE]),
  },
  {
    server: 'Moonshot',
    what: 'puts the usage into the choice',
    play: () =>
      stream([
        chunk(answer),
        frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: USAGE }] }),
        DONE,
      ]),
  },
  {
    server: 'OpenRouter',
    what: 'sends comments, thought twice, and an error in the middle',
    play: () =>
      stream([
        ': OPENROUTER PROCESSING\n\n',
        chunk({
          content: '',
          reasoning: 'Ninety?',
          reasoning_details: [{ type: 'reasoning.text', text: 'Ninety?' }],
        }),
        chunk({ content: 'For' }),
        chunk({ content: '' }, 'error', { error: { code: 502, message: 'Provider disconnected' } }),
      ]),
    error: /interrupted/,
  },
  {
    server: 'OpenRouter',
    what: 'finds no provider that takes the parameters (404)',
    play: (body) =>
      'reasoning_effort' in body
        ? {
            status: 404,
            json: {
              error: { message: 'No endpoints found that support the requested parameters', code: 404 },
            },
          }
        : said(),
    sent: { reasoning_effort: undefined, temperature: 0.5 },
  },
  {
    server: 'Gemini',
    what: 'counts up in every chunk, thinking in the total alone',
    play: () =>
      stream([
        chunk({ content: 'Forty' }, null, {
          usage: { prompt_tokens: 20, completion_tokens: 1, total_tokens: 403 },
        }),
        chunk({ content: ' [1].' }, 'stop', {
          usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 411 },
        }),
        DONE,
      ]),
    usage: { inputTokens: 20, outputTokens: 391, reasoningTokens: 382 },
  },
  {
    server: 'Gemini',
    what: 'sends errors as a list',
    play: () => ({
      status: 400,
      json: [
        {
          error: {
            code: 400,
            message: 'Unknown name "stream_options": Cannot find field.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
    }),
    error: /refused the call \(400\)/,
  },
  {
    server: 'Any server',
    what: 'refuses without a word (422)',
    play: (body) => ('stream_options' in body ? { status: 422, raw: '', contentType: 'text/plain' } : said()),
    sent: { stream_options: undefined },
  },
  {
    server: 'Any server',
    what: 'takes temperatures up to 1',
    play: (body) =>
      body.temperature > 0.3
        ? openaiError('temperature must be between 0 and 0.3', 'temperature', 'invalid')
        : said(),
    sent: { temperature: 0.3 },
  },
];
