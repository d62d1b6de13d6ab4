import type { Effort } from '../contract/efforts.ts';

type KnownChat = {
  /** Tokens of a prompt with its answer. */
  window?: number;
  /** Where nobody has set one: answers from given passages need little thought. */
  effort?: Effort;
  /** Writing to its cache costs more than input, which pays off only where the same prompt comes again soon. */
  paysForCacheWrites?: boolean;
};

/** Hosted models. What a model that somebody runs himself takes is up to his server. The first that fits counts. */
const KNOWN: [name: RegExp, known: KnownChat][] = [
  // OpenAI's guide for the move from GPT-4.x (October 2026) says to start without thought.
  [/^gpt-6-luna/, { window: 272_000, effort: 'none', paysForCacheWrites: true }],
  // They take 922,000 and more; above 272,000 the price doubles. Cache writes cost since GPT-5.6.
  [/^gpt-(5\.[6-9]|6)/, { window: 272_000, paysForCacheWrites: true }],
  [/^gpt-5/, { window: 272_000 }],
  [/^gpt-4\.1/, { window: 1_000_000 }],
  [/^(gpt-4o|gpt-4-turbo|o[134])/, { window: 128_000 }],
  [/^claude-/, { window: 200_000 }],
  [/^gemini-/, { window: 1_000_000 }],
  [/^(deepseek-(chat|reasoner|flash|v\d)|mistral-(large|medium|small))/, { window: 128_000 }],
];

/** By the name without its owner, as gateways write it: `openai/gpt-6-luna`. */
export function knownChat(model: string): KnownChat {
  const name = model.toLowerCase().split('/').at(-1)!;
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? {};
}
