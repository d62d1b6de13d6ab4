import type { Effort } from '../../contract/efforts.ts';
import type { Sampling } from '../model.ts';

/** Fields of a request that can be left out. `system`: the role of the instructions, which joins the first question. */
export type Optional =
  | 'temperature'
  | keyof Sampling
  | 'output_limit'
  | 'stream_options'
  | 'stream'
  | 'reasoning_effort'
  | 'prompt_cache_options'
  | 'encoding_format'
  | 'dimensions'
  | 'tools'
  | 'system';

/** What one server has refused for one model, kept for as long as the process runs. */
export type Learned = {
  leftOut: Set<Optional>;
  outputLimitName: 'max_tokens' | 'max_completion_tokens';
  /** The other name was tried already. */
  outputLimitRenamed: boolean;
  mostOutputTokens: number;
  mostTemperature: number;
  /** The efforts that the server has named as supported. */
  efforts?: Effort[];
  /** It thinks: its thought counts against the output limit. */
  thinks: boolean;
  /** Its thought has no opening tag: text is held back until the closing one. `likely`: by the name of the model. */
  unopenedThought: 'seen' | 'likely' | 'no';
  /** An embedding model is asked for the wanted dimensions: by default it has others. */
  asksDimensions: boolean;
  /** An embedding model has returned vectors. */
  hasEmbedded: boolean;
  /** Most texts in one call of an embedding model. */
  mostTexts: number;
  /** A text of this many characters was too long for an embedding model. */
  refusedCharacters: number;
};

/** Called when something was learned. `what`: a parameter or trait, without any words of the server. */
export type Noticed = (model: string, what: string) => void;

/** Models whose chat template opens the thought itself, so that their answers begin in it. */
const UNOPENED = /deepseek-?r1|qwq|thinking|nemotron.*reason|r1-distill/i;

/** A client may name any model: the oldest is forgotten. */
const MOST_MODELS = 1_000;

export function openServerMemory(): (model: string) => Learned {
  const models = new Map<string, Learned>();
  return (model) => {
    const known = models.get(model);
    if (known) return known;
    if (models.size >= MOST_MODELS) models.delete(models.keys().next().value!);
    const learned: Learned = {
      leftOut: new Set(),
      outputLimitName: 'max_tokens',
      outputLimitRenamed: false,
      mostOutputTokens: Infinity,
      mostTemperature: Infinity,
      thinks: false,
      unopenedThought: UNOPENED.test(model) ? 'likely' : 'no',
      asksDimensions: model.startsWith('text-embedding-3'),
      hasEmbedded: false,
      mostTexts: Infinity,
      refusedCharacters: Infinity,
    };
    models.set(model, learned);
    return learned;
  };
}
