import { eachAtOnce } from '../../platform/each-at-once.ts';
import { countTokensLater } from '../count-tokens-later.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import { ModelError } from '../model-error.ts';
import type { Embedded, EmbeddingChoice, EmbeddingModel } from '../model.ts';
import { smallerNumber, type Sent } from './learn-refusal.ts';
import { postLearning } from './post-learning.ts';
import { readVectors, type Vectors } from './read-vectors.ts';
import { NO_NUMBERS, Refusal, TOO_LONG } from './refusal.ts';
import { modelError, type Transport } from './transport.ts';

/** Calls for one list of texts. A server far away takes most of its time on the way. */
const AT_ONCE = 4;
/** If there is not one number for so many texts, the model itself is at fault. */
const MOST_WITHOUT_NUMBERS = 8;
const BROKEN =
  'The embedding model returns vectors without numbers (NaN). The operator should check the model server: the file of the ' +
  'model may be damaged, or not made for embeddings.';
/** A text of fewer characters is never divided. */
const SHORTEST_PART = 64;

/** `window`: the longest text in tokens, if it is known; a longer one is embedded in parts without asking. */
type Options = {
  retries?: number | undefined;
  batchSize?: number | undefined;
  window?: number | undefined;
};

/** `vectors`: that had numbers; `withoutNumbers`: texts for which there was not a single one. */
type Counted = { tokens: number; estimated: boolean; vectors: number; withoutNumbers: number };

/**
 * Embeds texts by an OpenAI-compatible server, in batches, a few at once. A refused batch is halved, down to one text; a
 * text that is too long is embedded in parts. Both limits are remembered.
 */
export function openaiEmbedding(
  transport: Transport,
  choice: EmbeddingChoice,
  options: Options = {},
): EmbeddingModel {
  const learned = transport.learned(choice.model);
  const { window = Infinity } = options;
  const isTooLong = (text: string): boolean =>
    text.length > SHORTEST_PART &&
    (text.length >= learned.refusedCharacters || (text.length > window && estimateTokens(text) > window));

  async function embedAll(
    texts: string[],
    signal: AbortSignal,
    counted: Counted,
    shortened: Set<string>,
  ): Promise<Float32Array[]> {
    const size = Math.min(learned.mostTexts, options.batchSize ?? Infinity, texts.length);
    const starts = Array.from({ length: Math.ceil(texts.length / size) }, (_, index) => index * size);
    const vectors: Float32Array[] = [];
    const embedFrom = async (start: number) => {
      const found = await embedEach(texts.slice(start, start + size), signal, counted, shortened);
      for (const [index, vector] of found.entries()) vectors[start + index] = vector;
    };
    // What the server refuses is learned from the first batch, not four times at once.
    if (!learned.hasEmbedded) await embedFrom(starts.shift() ?? 0);
    await eachAtOnce(AT_ONCE, starts.values(), embedFrom);
    return vectors;
  }

  /** One batch after the other, because each may show what the next one can be. */
  async function embedEach(
    texts: string[],
    signal: AbortSignal,
    counted: Counted,
    shortened: Set<string>,
  ): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < texts.length) {
      const batch = texts.slice(vectors.length, vectors.length + learned.mostTexts);
      vectors.push(...(await embedBatch(batch, signal, counted, shortened)));
    }
    return vectors;
  }

  /** @returns vectors of the first texts, of all of them unless the server takes fewer at once */
  async function embedBatch(
    texts: string[],
    signal: AbortSignal,
    counted: Counted,
    shortened: Set<string>,
  ): Promise<Float32Array[]> {
    const long = texts.findIndex(isTooLong);
    if (long === 0) return [await embedInParts(texts[0]!, signal, counted, shortened)];
    const batch = long > 0 ? texts.slice(0, long) : texts;
    try {
      return await send(batch, signal, counted);
    } catch (error) {
      if (isWithoutNumbers(error)) return embedAround(batch, signal, counted, shortened);
      if (!(error instanceof Refusal) || !isAboutSize(error)) throw error;
      if (batch.length > 1) {
        learned.mostTexts = fewer(batch.length, error);
        transport.notice(choice.model, `at most ${learned.mostTexts} texts at once`);
        return embedBatch(batch.slice(0, learned.mostTexts), signal, counted, shortened);
      }
      const [text] = batch;
      if (text!.length <= SHORTEST_PART) throw error;
      learned.refusedCharacters = Math.min(learned.refusedCharacters, text!.length);
      transport.notice(choice.model, `texts of fewer than ${learned.refusedCharacters} characters`);
      return [await embedInParts(text!, signal, counted, shortened)];
    }
  }

  /**
   * Some models compute no numbers (NaN) for some texts: the others are embedded apart from these, and these in parts. A
   * part for which there are none gets zeros, which are near to nothing: it is found by its words alone.
   */
  async function embedAround(
    texts: string[],
    signal: AbortSignal,
    counted: Counted,
    shortened: Set<string>,
  ): Promise<Float32Array[]> {
    const middle = texts.length >> 1;
    if (middle > 0)
      return [
        ...(await embedEach(texts.slice(0, middle), signal, counted, shortened)),
        ...(await embedEach(texts.slice(middle), signal, counted, shortened)),
      ];
    const text = texts[0]!;
    transport.notice(choice.model, 'computes no numbers (NaN) for some texts');
    if (text.length > SHORTEST_PART) return [await embedInParts(text, signal, counted, shortened)];
    // None for any other text of the call: then it is not about the text.
    if (++counted.withoutNumbers > MOST_WITHOUT_NUMBERS && counted.vectors === 0)
      throw new ModelError('model_failed', BROKEN);
    shortened.add(text);
    return [new Float32Array(choice.dimensions)];
  }

  /** The mean of the vectors of two halves, by their lengths. */
  async function embedInParts(
    text: string,
    signal: AbortSignal,
    counted: Counted,
    shortened: Set<string>,
  ): Promise<Float32Array> {
    shortened.add(text);
    const parts = halves(text);
    const vectors: Float32Array[] = [];
    for (const part of parts) vectors.push(...(await embedBatch([part], signal, counted, shortened)));
    return mean(
      vectors,
      parts.map((part) => part.length),
    );
  }

  async function send(texts: string[], signal: AbortSignal, counted: Counted): Promise<Float32Array[]> {
    const make = (): Sent => ({
      model: choice.model,
      input: texts,
      encoding_format: learned.leftOut.has('encoding_format') ? undefined : 'base64',
      dimensions:
        learned.asksDimensions && !learned.leftOut.has('dimensions') ? choice.dimensions : undefined,
    });
    const read = async (): Promise<Vectors> => {
      const { body } = await postLearning(transport, '/embeddings', choice.model, make, signal, options);
      try {
        return readVectors(await body.json(), texts.length);
      } catch (error) {
        signal.throwIfAborted();
        throw modelError(error);
      }
    };
    const { vectors, tokens } = await read();
    counted.tokens += tokens ?? (await countTokensLater(texts));
    counted.estimated ||= tokens === undefined;
    const wrong = vectors.find((vector) => vector.length !== choice.dimensions);
    if (!wrong) {
      if (!vectors.every((vector) => vector.every(Number.isFinite))) throw new WithoutNumbers();
      learned.hasEmbedded = true;
      counted.vectors += vectors.length;
      return vectors;
    }
    if (!learned.asksDimensions) {
      // Some models can shorten their vectors.
      learned.asksDimensions = true;
      return send(texts, signal, counted);
    }
    throw new ModelError(
      'model_failed',
      `The embedding model returned vectors of ${wrong.length} dimensions instead of ${choice.dimensions}. ` +
        'The operator should check EMBEDDING_MODEL and EMBEDDING_DIMENSIONS.',
    );
  }

  return {
    async embed(texts, signal): Promise<Embedded> {
      const counted: Counted = { tokens: 0, estimated: false, vectors: 0, withoutNumbers: 0 };
      const shortened = new Set<string>();
      const { mostTexts, refusedCharacters } = learned;
      const vectors = await embedAll(texts, signal, counted, shortened).catch((error) => {
        // A refusal that smaller requests do not get around is about something else.
        if (error instanceof Refusal) Object.assign(learned, { mostTexts, refusedCharacters });
        throw error;
      });
      return {
        vectors,
        tokens: counted.tokens,
        estimated: counted.estimated,
        inParts: texts.flatMap((text, position) => (shortened.has(text) ? [position] : [])),
      };
    },
  };
}

/** Asks an embedding model for the dimensions of its vectors. @throws ModelError */
export async function askDimensions(
  transport: Transport,
  model: string,
  signal: AbortSignal,
): Promise<number> {
  const { leftOut } = transport.learned(model);
  const make = (): Sent => ({
    model,
    input: ['dimensions'],
    encoding_format: leftOut.has('encoding_format') ? undefined : 'base64',
  });
  const { body } = await postLearning(transport, '/embeddings', model, make, signal);
  try {
    return readVectors(await body.json(), 1).vectors[0]!.length;
  } catch (error) {
    signal.throwIfAborted();
    throw modelError(error);
  }
}

/** A vector has values that are no numbers. */
class WithoutNumbers extends Error {}

const isWithoutNumbers = (error: unknown): boolean =>
  error instanceof WithoutNumbers || (error instanceof Refusal && NO_NUMBERS.test(error.words.text));

/** A refusal of a batch, or of a text that is too long. Without words, it may be either. */
const isAboutSize = ({ httpStatus, words }: Refusal): boolean =>
  httpStatus === 413 ||
  ([400, 422, 500].includes(httpStatus) &&
    (words.text === '' || SIZE.test(words.text) || TOO_LONG.test(words.text)));

const SIZE =
  /batch|inputs?\b|too (many|large|long)|at most|maximum|exceed|limit|larger|longer|tokens|length|array|list/i;

/** As many as the server names, else half. */
const fewer = (length: number, { words }: Refusal): number => {
  const named = smallerNumber(words.text, length);
  return named !== undefined &&
    Number.isInteger(named) &&
    /batch|inputs?\b|texts|array|items|at most|maximum|larger/i.test(words.text)
    ? named
    : Math.floor(length / 2);
};

/** Cut at the space nearest to the middle. */
function halves(text: string): [string, string] {
  const middle = text.length >> 1;
  const space = text.lastIndexOf(' ', middle);
  const at = space > text.length / 4 ? space : middle + (isLowSurrogate(text.charCodeAt(middle)) ? 1 : 0);
  return [text.slice(0, at), text.slice(at)];
}

const isLowSurrogate = (code: number): boolean => (code & 0xfc00) === 0xdc00;

/** The weighted mean, of length 1. */
function mean(vectors: Float32Array[], weights: number[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const [index, vector] of vectors.entries())
    for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]! * weights[index]!;
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}
