import type { z } from 'zod';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import type { CountedAnswers } from './count-answers.ts';
import type { CountedQuality } from './count-quality.ts';

type Quality = z.output<typeof overview.getOverview.output>['quality'];

/** The quality of the period beside that of the period before. The cost of an answer is that of whole days. */
export function compareQuality(
  complete: CountedAnswers['complete'],
  { nothingFound, rated, spent }: CountedQuality,
): Quality {
  const of = (time: 'now' | 'before') => {
    const counted = time === 'now' ? complete.now : complete.wholeBefore;
    const cost = spent[time];
    return {
      // Counted one after the other, while answers come in.
      answered: Math.max(0, complete[time] - nothingFound[time]),
      no_context: nothingFound[time],
      up: rated.find(({ rating }) => rating === 'up')?.[time] ?? 0,
      down: rated.find(({ rating }) => rating === 'down')?.[time] ?? 0,
      cost_per_answer: cost === null || counted === 0 ? null : cost / counted,
    };
  };
  return { now: of('now'), before: of('before') };
}
