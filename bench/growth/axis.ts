import type { Service } from './api-and-panel.ts';

/** What grows, and what is asked meanwhile. */
export type Axis = {
  /** As in the heading of the table, in the plural. */
  of: string;
  /** How many at 1×; at 10× and 100× there are so many more. */
  first: number;
  /** @returns grow: adds rows until there are so many; figures: each runs once what is measured */
  begin(service: Service): Promise<{
    grow(count: number): Promise<void>;
    figures: Record<string, () => Promise<unknown>>;
  }>;
  /** Why a figure grows faster than `MOST_EXPONENT`, and must. */
  explained: Record<string, string>;
};

/** What grows faster needs a reason: ten times as many may take twice as long. */
export const MOST_EXPONENT = 0.3;

/**
 * The exponent of growth: the slope of a straight line through the logarithms, by least squares.
 * @param times of 1×, 10×, 100× and so on; any unit
 */
export function exponentOf(times: number[]): number {
  const ys = times.map(Math.log10);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [(ys.length - 1) / 2, mean(ys)];
  const above = ys.reduce((sum, value, place) => sum + (place - x) * (value - y), 0);
  return above / ys.reduce((sum, _, place) => sum + (place - x) ** 2, 0);
}
