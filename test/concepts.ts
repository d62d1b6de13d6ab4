// Texts that only an embedding model can match: a passage about concept 7 holds "doc7x", a question "ask7x", and no
// word of either is in the other. Each model turns a concept into a vector of its own, all of one length, so that
// vectors of two models fit together and find the wrong passage: what is mixed is seen.
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../bench/corpus.ts';
import type { ModelServer } from './model-server.ts';

export const CONCEPT_DIMENSIONS = 128;
export const conceptIn = (concept: number): string => `doc${concept}x`;
export const questionAbout = (concept: number): string => `ask${concept}x`;

/** What a chat is answered with if the passage found is that of its question. */
export const RIGHT = 'Right [1].';
const WRONG = 'Wrong [1].';

/** Lets a model server embed by concepts, and say whether the first source is the right one. */
export function playConcepts(model: ModelServer, { batchMs = 0 }: { batchMs?: number } = {}): void {
  model.embedding.play = async (body) => {
    if (body.input.length > 1) await sleep(batchMs);
    return {
      json: {
        data: body.input.map((text: string, index: number) => ({
          index,
          embedding: vectorOf(text, body.model),
        })),
        usage: { prompt_tokens: body.input.length, total_tokens: body.input.length },
      },
    };
  };
  model.chat = {
    pieces: (messages) => {
      const source = /doc(\d+)x/.exec(messages[0]!.content)?.[1];
      const asked = /ask(\d+)x/.exec(messages.at(-1)!.content)?.[1];
      return [source === asked ? RIGHT : WRONG];
    },
    usage: { prompt_tokens: 2_000, completion_tokens: 4, total_tokens: 2_004 },
  };
}

/** The sum of its concepts' vectors. */
function vectorOf(text: string, model: string): number[] {
  const vector = Array.from<number>({ length: CONCEPT_DIMENSIONS }).fill(0);
  for (const [, concept] of text.matchAll(/(?:doc|ask)(\d+)x/g)) {
    const random = seeded(Number(concept) * 1_000 + model.length);
    for (let i = 0; i < vector.length; i++) vector[i]! += random() - 0.5;
  }
  vector[0]! += 1e-6;
  return vector;
}
