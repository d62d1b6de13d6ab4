import { Progress, Text } from '@mantine/core';
import type { Budget } from '../types.ts';
import { money } from '../components/quantities.ts';

/** How much of a budget is spent, and how much is reserved by running calls. */
export function BudgetGauge({ budget, name }: { budget: Budget; name: string }) {
  const [cap, spent, reserved] = [Number(budget.cap), Number(budget.spent), Number(budget.reserved)];
  const share = (value: number) => (cap > 0 ? Math.min(100, (100 * value) / cap) : 100);
  const left = 100 - share(spent);
  const color = budget.percent >= 100 ? 'red.7' : budget.percent >= 80 ? 'orange.7' : 'teal.7';
  return (
    <div>
      <Progress.Root size="lg" mb={6}>
        <Progress.Section value={share(spent)} color={color} aria-label={`Spent of the budget of ${name}`} />
        {reserved > 0 && (
          <Progress.Section
            value={Math.min(left, share(reserved))}
            color="gray.5"
            aria-label={`Reserved from the budget of ${name}`}
          />
        )}
      </Progress.Root>
      <Text size="sm">
        <b>{money(spent)}</b> of {money(cap)} spent this month ({Math.floor(budget.percent)} %)
        {reserved > 0 && `, ${money(reserved)} reserved by running calls`}
      </Text>
    </div>
  );
}
