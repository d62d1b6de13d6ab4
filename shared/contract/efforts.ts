/** How long a model may think before it answers, from least to most. Servers know different ones of these. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/** The supported effort that is nearest to the wanted one; the lower one of two. */
export function nearestEffort(wanted: Effort, supported: Effort[]): Effort | undefined {
  const distance = (effort: Effort) => Math.abs(efforts.indexOf(effort) - efforts.indexOf(wanted));
  return efforts.filter((effort) => supported.includes(effort)).sort((a, b) => distance(a) - distance(b))[0];
}
