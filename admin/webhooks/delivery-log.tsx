import { Badge, Button, Code, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Form, Link, useFetcher, useSearchParams, useSubmit } from '@remix-run/react';
import { useMay } from '../may.ts';
import type { Deliveries, Delivery, Webhook } from '../types.ts';
import { Moment } from '../components/moment.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { ResourceTable } from '../components/resource-table.tsx';

type Props = { endpoints: Webhook[]; log: Deliveries; statuses: readonly string[] };

const colors = { pending: 'yellow', delivered: 'teal', failed: 'red' };

/** Deliveries with every attempt and its response. */
export function DeliveryLog({ endpoints, log, statuses }: Props) {
  const [search] = useSearchParams();
  const mayChange = useMay('admin');
  const { deliveries } = log;
  const urls = new Map(endpoints.map((endpoint) => [endpoint.endpoint_id, endpoint]));
  const filtered = ['endpoint', 'status', 'page'].some((name) => search.get(name));
  return (
    <ResourceTable
      id="deliveries"
      title="Deliveries"
      about="Anything but a 2xx response is retried for about 20 hours, with growing pauses."
      action={<Filters endpoints={endpoints} statuses={statuses} />}
      empty={{
        title: filtered ? 'No matching deliveries' : 'No deliveries yet',
        text: filtered ? 'Choose other filters.' : 'Send a test above, or wait for an event.',
      }}
      label="Deliveries"
      columns={[
        { name: 'Event' },
        { name: 'Sent to' },
        { name: 'Status' },
        { name: 'Tries' },
        { name: 'Actions', hidden: true, right: true },
      ]}
      rows={deliveries.map((delivery) => ({
        key: delivery.delivery_id,
        cells: [
          <Happened key="event" {...delivery} />,
          <Text key="to" size="sm" style={{ overflowWrap: 'anywhere' }} miw={{ md: 190 }} maw={260}>
            {urls.get(delivery.endpoint_id)?.url ?? 'a deleted endpoint'}
          </Text>,
          <Badge key="status" className="state" variant="light" color={colors[delivery.status]} tt="none">
            {delivery.status}
          </Badge>,
          <Tries key="tries" {...delivery} />,
          mayChange && delivery.status !== 'pending' && !urls.get(delivery.endpoint_id)?.disabled_at && (
            <Replay key="replay" {...delivery} />
          ),
        ],
      }))}
    >
      <Steps page={log.meta.current_page} more={log.meta.has_more} />
    </ResourceTable>
  );
}

const Happened = ({ type, created_at, data }: Delivery) => (
  <Stack gap={0} maw={320}>
    <Text size="sm" fw={500}>
      {type}
    </Text>
    <Text size="xs" c="dimmed">
      <Moment at={created_at} />
    </Text>
    <details>
      <Text component="summary" size="xs" c="dimmed" style={{ cursor: 'pointer' }}>
        Payload
      </Text>
      <Code block mt={4} tabIndex={0} aria-label="Payload">
        {JSON.stringify(data, null, 2)}
      </Code>
    </details>
  </Stack>
);

function Tries({ attempts }: Delivery) {
  const last = attempts.at(-1);
  if (!last)
    return (
      <Text size="sm" c="dimmed">
        none yet
      </Text>
    );
  return (
    <Stack gap={0} maw={260}>
      <Text size="sm">
        {answerOf(last)} in {last.ms} ms
      </Text>
      {attempts.length > 1 && (
        <details>
          <Text component="summary" size="xs" c="dimmed" style={{ cursor: 'pointer' }}>
            {attempts.length} tries
          </Text>
          <ol style={{ margin: 0, paddingInlineStart: 18 }}>
            {attempts.map((attempt) => (
              <Text component="li" size="xs" key={attempt.at}>
                <Moment at={attempt.at} />: {answerOf(attempt)} in {attempt.ms} ms
              </Text>
            ))}
          </ol>
        </details>
      )}
    </Stack>
  );
}

const answerOf = ({ status, error }: Delivery['attempts'][number]): string =>
  error === null ? `Status ${status}` : error.replace(/\.$/, '');

function Replay({ delivery_id, type }: Delivery) {
  const fetcher = useFetcher();
  return (
    <>
      <fetcher.Form method="post">
        <input type="hidden" name="delivery_id" value={delivery_id} />
        <Button
          type="submit"
          name="intent"
          value="replay"
          variant="subtle"
          size="compact-sm"
          loading={fetcher.state !== 'idle'}
          aria-label={`Send again: ${type}`}
        >
          Send again
        </Button>
      </fetcher.Form>
      <Refused problem={problemIn(fetcher.data)} />
    </>
  );
}

function Filters({ endpoints, statuses }: Omit<Props, 'log'>) {
  const [search] = useSearchParams();
  const submit = useSubmit();
  return (
    <Form onChange={(event) => submit(event.currentTarget, { preventScrollReset: true })}>
      <Group gap="xs">
        <NativeSelect
          name="endpoint"
          aria-label="Endpoint"
          size="xs"
          maw={240}
          defaultValue={search.get('endpoint') ?? ''}
          data={[
            { value: '', label: 'All endpoints' },
            ...endpoints.map(({ endpoint_id, url }) => ({ value: endpoint_id, label: url })),
          ]}
        />
        <NativeSelect
          name="status"
          aria-label="Status"
          size="xs"
          defaultValue={search.get('status') ?? ''}
          data={[{ value: '', label: 'Any status' }, ...statuses]}
        />
      </Group>
    </Form>
  );
}

/** Links to newer and older pages; the number of pages is not counted. */
function Steps({ page, more }: { page: number; more: boolean }) {
  const [search] = useSearchParams();
  if (page === 1 && !more) return null;
  const to = (number: number) => {
    const next = new URLSearchParams(search);
    next.set('page', String(number));
    return `?${next}`;
  };
  return (
    <Group component="nav" justify="flex-end" gap="xs" p="sm" aria-label="Pages">
      {page > 1 && (
        <Button component={Link} to={to(page - 1)} variant="default" size="xs" preventScrollReset>
          Newer
        </Button>
      )}
      {more && (
        <Button component={Link} to={to(page + 1)} variant="default" size="xs" preventScrollReset>
          Older
        </Button>
      )}
    </Group>
  );
}
