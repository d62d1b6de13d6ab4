import { otherHoldings, storeEntries, type Holding } from './stores.ts';

/** The stores as the table in docs/privacy.md: stores of one kind in one row. */
export function describeStores(): string {
  const places = new Map<Holding, string[]>();
  for (const [table, { holding }] of storeEntries)
    places.set(holding, [...(places.get(holding) ?? []), `\`${table}\``]);
  const rows = [...places].map(([holding, tables]) => [tables.join(', '), holding] as const);
  return [
    '| data | about whom | where | protection | removed |',
    '| --- | --- | --- | --- | --- |',
    ...[...rows, ...otherHoldings].map(
      ([where, { data, about, protection, removed }]) =>
        `| ${data} | ${about} | ${where} | ${protection} | ${removed} |`,
    ),
  ].join('\n');
}
