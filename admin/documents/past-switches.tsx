import { Badge } from '@mantine/core';
import type { EmbeddingSwitch } from '../types.ts';
import { Moment } from '../components/moment.tsx';
import { money } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { percent } from './open-switch.tsx';

/** The latest switches that are over. */
export const PastSwitches = ({ switches }: { switches: EmbeddingSwitch[] }) => (
  <ResourceTable
    id="past"
    title="Earlier switches"
    about="The latest ten."
    empty={{ title: 'None', text: '' }}
    label="Earlier switches"
    columns={[
      { name: 'From' },
      { name: 'To' },
      { name: 'Outcome' },
      { name: 'In common', right: true },
      { name: 'Cost', right: true },
      { name: 'Ended', right: true },
    ]}
    rows={switches.map(({ switch_id, from, to, status, check, used, ended_at }) => ({
      key: switch_id,
      cells: [
        from.model,
        to.model,
        <Badge key="outcome" variant="light" color={status === 'finished' ? 'teal' : 'gray'} tt="none">
          {status}
        </Badge>,
        check ? percent(check.common_share) : '–',
        money(used.unpriced_tokens > 0 && used.cost === 0 ? null : used.cost),
        ended_at ? <Moment key="ended" at={ended_at} /> : '–',
      ],
    }))}
  />
);
