import type { PromptTurn, Toolset } from './model.ts';

/** A prompt for a model that is offered tools: its instructions have their rules, too. */
export const withToolRules = (messages: PromptTurn[], { rules }: Toolset): PromptTurn[] =>
  messages.map((turn, place) =>
    place === 0 && turn.role === 'system' ? { ...turn, content: `${turn.content}\n\n${rules}` } : turn,
  );
