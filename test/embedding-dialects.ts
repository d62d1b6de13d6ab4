// Embedding servers as the test of dialects plays them, a row of docs/model-servers.md each.
import { fakeEmbedding, type Played } from './model-server.ts';

/** Vectors as a server gives them, in plain numbers unless base64 is asked for. */
function vectors(body: any, size = 64, more: object = {}): Played {
  const data = (body.input as string[]).map((text, index) => ({
    index,
    embedding: encode(body, fakeEmbedding(text, size)),
  }));
  return {
    json: {
      object: 'list',
      data,
      usage: { prompt_tokens: 5 * data.length, total_tokens: 5 * data.length },
      ...more,
    },
  };
}
const encode = (body: any, vector: Float32Array) =>
  body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
const flat = (message: string, code: number, type = 'Validation'): Played => ({
  status: code,
  json: { message, code, type },
});
const longest = (body: any) => Math.max(...body.input.map((text: string) => text.length));

/** `largest`: most texts in the last calls; `inParts`: texts that were embedded in parts. */
export type EmbeddingDialect = {
  server: string;
  what: string;
  play: (body: any) => Played;
  largest?: number;
  inParts?: number;
  /** It is about the text alone: the next call goes the same way. */
  repeated?: true;
  estimated?: boolean;
  sent?: Record<string, unknown>;
  error?: RegExp;
};

export const embeddingDialects: EmbeddingDialect[] = [
  {
    server: 'TEI',
    what: 'takes 32 texts at once (422, or 413 by version)',
    play: (body) =>
      body.input.length > 32
        ? flat(`batch size ${body.input.length} > maximum allowed batch size 32`, 422)
        : vectors(body),
    largest: 32,
  },
  {
    server: 'TEI',
    what: 'refuses a text longer than the model takes (413)',
    play: (body) =>
      longest(body) > 900
        ? flat('Input validation error: `inputs` must have less than 512 tokens. Given: 700', 413)
        : vectors(body),
    inParts: 4,
  },
  {
    server: 'DashScope',
    what: 'takes 10 texts at once',
    play: (body) =>
      body.input.length > 10
        ? {
            status: 400,
            json: {
              error: {
                message:
                  '<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than 10.: input.contents',
                type: 'InvalidParameter',
                param: null,
                code: 'InvalidParameter',
              },
            },
          }
        : vectors(body),
    largest: 10,
  },
  {
    server: 'Any server',
    what: 'refuses a batch without a number',
    play: (body) =>
      body.input.length > 7
        ? { status: 413, raw: 'Payload Too Large', contentType: 'text/plain' }
        : vectors(body),
    largest: 6,
  },
  {
    server: 'llama.cpp',
    what: 'answers 500 where a text is larger than its physical batch',
    play: (body) =>
      longest(body) > 900
        ? {
            status: 500,
            json: {
              error: {
                code: 500,
                message: 'input is too large to process. increase the physical batch size',
                type: 'server_error',
              },
            },
          }
        : vectors(body),
    inParts: 4,
  },
  {
    server: 'Ollama',
    what: 'refuses a text longer than its context (400)',
    play: (body) =>
      longest(body) > 900
        ? {
            status: 400,
            json: {
              error: {
                message: 'the input length exceeds the context length',
                type: 'invalid_request_error',
              },
            },
          }
        : vectors(body),
    inParts: 4,
  },
  {
    server: 'Ollama',
    what: 'computes no numbers (NaN) for some texts (500)',
    play: (body) =>
      longest(body) > 900
        ? {
            status: 500,
            json: {
              error: {
                message: 'failed to encode response: json: unsupported value: NaN',
                type: 'api_error',
              },
            },
          }
        : vectors(body),
    inParts: 4,
    repeated: true,
  },
  {
    server: 'llama.cpp',
    what: 'sends null for values that are no numbers',
    play: (body) => {
      const { json } = vectors({ ...body, encoding_format: 'float' }) as { json: { data: object[] } };
      const isLong = (index: number) => body.input[index].length > 900;
      const data = json.data.map((one, index) =>
        isLong(index) ? { ...one, embedding: Array.from({ length: 64 }, () => null) } : one,
      );
      return { json: { ...json, data } };
    },
    inParts: 4,
    repeated: true,
  },
  {
    server: 'Gemini',
    what: 'refuses base64',
    play: (body) =>
      body.encoding_format === 'base64'
        ? {
            status: 400,
            json: [
              {
                error: {
                  code: 400,
                  message: "'base64' is not supported for encoding_format",
                  status: 'INVALID_ARGUMENT',
                },
              },
            ],
          }
        : vectors(body),
    sent: { encoding_format: undefined },
  },
  {
    server: 'Infinity',
    what: 'sends numbers though base64 was asked for',
    play: (body) => vectors({ ...body, encoding_format: 'float' }),
  },
  {
    server: 'Any server',
    what: 'sends the list in another order, with its index',
    play: (body) => {
      const { json } = vectors(body) as { json: { data: unknown[] } };
      return { json: { ...json, data: json.data.toReversed() } };
    },
  },
  {
    server: 'Any server',
    what: 'gives every vector the index 0',
    play: (body) => {
      const { json } = vectors(body) as { json: { data: object[] } };
      return { json: { ...json, data: json.data.map((one) => ({ ...one, index: 0 })) } };
    },
  },
  {
    server: 'OpenAI, Gemini',
    what: 'shorten their vectors where they are asked to',
    play: (body) => vectors(body, body.dimensions ?? 128),
    sent: { dimensions: 64 },
  },
  {
    server: 'LM Studio',
    what: 'reports no tokens for embeddings',
    play: (body) => vectors(body, 64, { usage: { prompt_tokens: 0, total_tokens: 0 } }),
    estimated: true,
  },
  {
    server: 'Any server',
    what: 'sends an error with status 200',
    play: () => ({ json: { error: { message: 'no such model' } } }),
    error: /interrupted|no list/,
  },
];
