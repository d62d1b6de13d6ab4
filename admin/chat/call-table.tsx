import type { ReactNode } from 'react';
import { CellTable, type Column } from '../components/cells.tsx';
import { count, money } from '../components/quantities.ts';

type Call = {
  key: string;
  name: ReactNode;
  calls?: number;
  input: number;
  output: number;
  cost: number | null;
};

/** Model calls by row: tokens in and out, and cost. */
export function CallTable({ of, rows }: { of: string; rows: Call[] }) {
  const counted = rows.some(({ calls }) => calls !== undefined);
  const columns: Column[] = [
    { name: of },
    ...(counted ? [{ name: 'Calls', right: true }] : []),
    { name: 'Input', right: true },
    { name: 'Output', right: true },
    { name: 'Cost', right: true },
  ];
  return (
    <CellTable
      columns={columns}
      rows={rows.map(({ key, name, calls, input, output, cost }) => ({
        key,
        cells: [name, ...(counted ? [count(calls ?? 0)] : []), count(input), count(output), money(cost)],
      }))}
    />
  );
}
