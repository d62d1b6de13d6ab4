import { Badge, Button, Checkbox, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useMay } from '../may.ts';
import type { Webhook } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import type { Problem } from '../api.server.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { Reveal } from '../components/reveal.tsx';
import { ResourceTable } from '../components/resource-table.tsx';

type Revealed = { secret: string };

export function WebhookEndpoints({ endpoints, events }: { endpoints: Webhook[]; events: readonly string[] }) {
  const mayChange = useMay('admin');
  return (
    <ResourceTable
      id="endpoints"
      title="Webhooks"
      about="Send signed events to your server. Payloads contain ids and numbers, never message text."
      action={mayChange && <CreateEndpoint events={events} />}
      empty={{
        title: 'No endpoints yet',
        text: mayChange
          ? 'Create one to receive events about documents, answers, feedback, quotas and invoices.'
          : 'An admin can create one.',
      }}
      label="Endpoints"
      columns={[
        { name: 'Address' },
        { name: 'Events' },
        { name: 'State' },
        { name: 'Actions', hidden: true, right: true },
      ]}
      rows={endpoints.map((endpoint) => ({
        key: endpoint.endpoint_id,
        cells: [
          <Address key="address" {...endpoint} />,
          <Group key="events" gap={4} maw={360}>
            {endpoint.events.map((event) => (
              <Badge key={event} variant="default" size="sm" tt="none" fw={500}>
                {event}
              </Badge>
            ))}
          </Group>,
          endpoint.disabled_at ? (
            <Text key="state" size="sm" c="dimmed">
              disabled <Moment at={endpoint.disabled_at} />
            </Text>
          ) : (
            'active'
          ),
          mayChange && !endpoint.disabled_at && (
            <EndpointActions key="acts" endpoint={endpoint} events={events} />
          ),
        ],
      }))}
    />
  );
}

const Address = ({ url, description }: Webhook) => (
  <div style={{ maxWidth: 340 }}>
    <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
      {url}
    </Text>
    {description && (
      <Text size="xs" c="dimmed">
        {description}
      </Text>
    )}
  </div>
);

function EndpointActions({ endpoint, events }: { endpoint: Webhook; events: readonly string[] }) {
  const { endpoint_id, url } = endpoint;
  const test = useFetcher();
  return (
    <>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <test.Form method="post">
          <input type="hidden" name="endpoint_id" value={endpoint_id} />
          <Button
            type="submit"
            name="intent"
            value="test"
            variant="subtle"
            size="compact-sm"
            loading={test.state !== 'idle'}
            aria-label={`Send test to ${url}`}
          >
            Send test
          </Button>
        </test.Form>
        <FormDialog
          title="Change this endpoint"
          does="Save"
          fields={{ intent: 'update', endpoint_id }}
          target={(open) => (
            <Button onClick={open} variant="subtle" size="compact-sm" aria-label={`Change ${url}`}>
              Change
            </Button>
          )}
        >
          {(problem) => <EndpointFields events={events} endpoint={endpoint} problem={problem} />}
        </FormDialog>
        <FormDialog<Revealed>
          title="A new signing secret"
          does="Create new secret"
          fields={{ intent: 'rotate', endpoint_id }}
          target={(open) => (
            <Button onClick={open} variant="subtle" size="compact-sm" aria-label={`New secret for ${url}`}>
              New secret
            </Button>
          )}
          reveal={revealed('For a day, deliveries are also signed with the old secret.')}
        >
          {() => (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              Deliveries to <b>{url}</b> are signed with the new secret at once, and for a day with the old
              one beside it: receivers that know either accept them.
            </Text>
          )}
        </FormDialog>
        <Confirm
          title="Disable this endpoint?"
          does="Disable endpoint"
          fields={{ intent: 'disable', endpoint_id }}
          target={(open) => (
            <Button
              onClick={open}
              variant="subtle"
              color="red"
              size="compact-sm"
              className="bad"
              aria-label={`Disable ${url}`}
            >
              Disable
            </Button>
          )}
        >
          Nothing more is sent to <b>{url}</b>, what waits to be tried again neither. A disabled endpoint
          cannot be enabled again. Its log stays.
        </Confirm>
      </Group>
      <Refused problem={problemIn(test.data)} />
    </>
  );
}

function CreateEndpoint({ events }: { events: readonly string[] }) {
  return (
    <FormDialog<Revealed>
      title="Create an endpoint"
      does="Create endpoint"
      fields={{ intent: 'create' }}
      target={(open) => (
        <Button onClick={open} leftSection={<PlusIcon />} size="sm">
          Create endpoint
        </Button>
      )}
      reveal={revealed('Verify deliveries with it, according to Standard Webhooks.')}
    >
      {(problem) => <EndpointFields events={events} problem={problem} />}
    </FormDialog>
  );
}

type FieldProps = { events: readonly string[]; endpoint?: Webhook; problem: Problem | undefined };

const EndpointFields = ({ events, endpoint, problem }: FieldProps) => (
  <>
    <TextInput
      name="url"
      type="url"
      label="Address"
      description="An https address outside this server’s network."
      placeholder="https://example.com/hooks/docent"
      required
      defaultValue={endpoint?.url}
      maxLength={2000}
      data-autofocus
      error={problem?.fields['url']}
    />
    <TextInput
      name="description"
      label="Description"
      description="To recognise the endpoint in lists"
      maxLength={200}
      defaultValue={endpoint?.description}
      error={problem?.fields['description']}
    />
    <Checkbox.Group
      label="Events"
      defaultValue={endpoint?.events ?? ['document.ready', 'document.failed']}
      error={problem?.fields['events']}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
        {events.map((event) => (
          <Checkbox key={event} name="events" value={event} label={event} />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  </>
);

const revealed = (more: string) => ({
  title: 'Signing secret',
  show: ({ secret }: Revealed, close: () => void) => (
    <Reveal label="Signing secret" value={secret} onDone={close}>
      Copy it now: it is shown only once. {more}
    </Reveal>
  ),
});
