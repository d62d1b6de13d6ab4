import { Text } from '@mantine/core';
import { count, money } from '../components/quantities.ts';

type Props = { cost: string | null; unpriced_tokens: number };

/** A cost. What has no known price is shown in tokens, never as zero. */
export function CostCell({ cost, unpriced_tokens }: Props) {
  if (unpriced_tokens <= 0) return <span>{money(cost === null ? null : Number(cost))}</span>;
  return (
    <div>
      <div>{cost === null || Number(cost) === 0 ? 'Unknown' : `${money(Number(cost))} and more`}</div>
      <Text size="xs" c="dimmed">
        {count(unpriced_tokens)} tokens without a price
      </Text>
    </div>
  );
}
