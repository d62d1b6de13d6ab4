import type { Command } from 'commander';
import { connect } from './connect.ts';
import { dollars, printJson, printTable } from './print.ts';

type Options = { from?: string; to?: string; by: 'day' | 'model' | 'key' };

/** docent usage: requests, tokens and cost. */
export async function usage({ from, to, by }: Options, command: Command): Promise<void> {
  const docent = connect(command);
  const answer = await docent.getUsage({
    group_by: by,
    ...(from && { start_date: from }),
    ...(to && { end_date: to }),
  });
  if (docent.json) return printJson(answer);
  const { total_requests, total_tokens, total_cost } = answer.usage;
  const groups = [
    ...(answer.by_day ?? []).map(({ day, ...rest }) => ({ name: day, ...rest })),
    ...(answer.by_model ?? []).map(({ model, ...rest }) => ({ name: model, ...rest })),
    ...(answer.by_key ?? []).map(({ key_id, ...rest }) => ({ name: key_id ?? 'panel', ...rest })),
  ];
  printTable(
    [by, 'requests', 'tokens', 'cost'],
    [
      ...groups.map(({ name, requests, total_tokens: tokens, cost }) => [
        name,
        requests,
        tokens,
        dollars(cost),
      ]),
      ['total', total_requests, total_tokens, dollars(total_cost)],
    ],
  );
}
