import { Badge, Group, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { Price } from '../types.ts';
import { CellTable, type Column } from '../components/cells.tsx';
import { dayOf, price as dollars } from '../components/quantities.ts';

const columns: Column[] = [
  { name: 'Model' },
  { name: 'Input', right: true },
  { name: 'Cached input', right: true },
  { name: 'Output', right: true },
  { name: 'Cache write', right: true },
  { name: 'Valid from', minWidth: 116 },
  { name: 'Set by' },
];

/** Prices in US dollars per million tokens. */
export function PriceTable({
  label,
  prices,
  mayChange,
}: {
  label: string;
  prices: Price[];
  mayChange?: boolean;
}) {
  return (
    <CellTable
      label={label}
      columns={mayChange ? [...columns, { name: 'Actions', hidden: true, right: true }] : columns}
      rows={prices.map((price) => ({
        key: `${price.model} ${price.effective_from} ${price.created_at}`,
        cells: [
          <Group key="model" gap="xs">
            <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
              {price.model}
            </Text>
            {price.state === 'coming' && (
              <Badge variant="default" size="sm" tt="none">
                scheduled
              </Badge>
            )}
          </Group>,
          dollars(price.input_per_million),
          dollars(price.cached_input_per_million),
          dollars(price.output_per_million),
          price.cache_write_per_million ? dollars(price.cache_write_per_million) : 'as input',
          dayOf(price.effective_from),
          <div key="by" className="by">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {price.created_by ?? 'Docent'}
            </Text>
            {price.note && (
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {price.note}
              </Text>
            )}
          </div>,
          <Link
            key="change"
            to={`?model=${encodeURIComponent(price.model)}#set`}
            className="plain small"
            aria-label={`Change the price of ${price.model}`}
          >
            Change
          </Link>,
        ],
      }))}
    />
  );
}
