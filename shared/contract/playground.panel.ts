import { z } from 'zod';
import { SendMessage, type BegunEvent, type ChatEvent } from './chat.ts';
import type { ErrorCode } from './errors.ts';
import { EvaluatedSettings } from './evaluations.ts';
import { panelAction } from './action.panel.ts';

export const Ask = SendMessage.pick({
  message: true,
  session_id: true,
  model: true,
  temperature: true,
  max_output_tokens: true,
  filter: true,
}).extend({
  settings: EvaluatedSettings.strict()
    .optional()
    .describe("Settings to try for this answer before they are saved. Default: the app's own."),
});
export type Ask = z.infer<typeof Ask>;

/** A chunk found by words or vectors. Ranks start at 1; null if that search did not score it. */
export type Hit = {
  chunk_id: string;
  document_id: string;
  document_name: string;
  title: string | null;
  source_url: string | null;
  page: number | null;
  ocr: boolean;
  curated: boolean;
  headings: string[];
  start: number;
  end: number;
  text: string;
  bm25: number;
  cosine: number;
  coverage: number;
  nearness: number;
  score: number;
  lexical_rank: number | null;
  vector_rank: number;
  /** Its number among the sources in the prompt. */
  source: number | null;
};

/** The trace of an answer. `at` is in milliseconds from the question. */
export type Trace =
  | {
      event: 'retrieved';
      at: number;
      data: {
        question: string;
        relevant: boolean;
        words: { word: string; idf: number; chunks: number }[];
        hits: Hit[];
      };
    }
  | {
      event: 'prompted';
      at: number;
      data: { model: string; temperature: number | null; messages: { role: string; content: string }[] };
    }
  /** The model has called a tool. `input`: its arguments as it wrote them. */
  | {
      event: 'tool_called';
      at: number;
      data: { name: string; input: string; result: string; ms: number };
    }
  | { event: 'first_token'; at: number }
  | {
      event: 'settled';
      at: number;
      data: {
        calls: {
          kind: string;
          model: string;
          input_tokens: number;
          cached_input_tokens: number;
          output_tokens: number;
          estimated: boolean;
          cost: number | null;
        }[];
      };
    };

/** `begun` comes first; the session exists from the next event on, unless that is an error. */
export type PlaygroundEvent =
  | BegunEvent
  | ChatEvent
  | Trace
  | { event: 'error'; data: { code: ErrorCode; message: string; request_id: string } };

export const playground = {
  ask: panelAction('mutation', Ask, z.custom<AsyncGenerator<PlaygroundEvent>>()),
};
