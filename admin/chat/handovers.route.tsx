import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, useFetcher, useLoaderData, useNavigate, useParams } from '@remix-run/react';
import { UpdateHandover } from '../../shared/contract/handovers.ts';
import { signedIn } from '../api.server.ts';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import type { Handover } from '../types.ts';

const PER_PAGE = 25;

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const { searchParams } = new URL(request.url);
  const state = searchParams.get('state') === 'done' ? ('done' as const) : ('open' as const);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const found = await api.handovers.list({ app_id: params['appId']!, state, page, per_page: PER_PAGE });
  return { ...found, state };
});

export const action = formAction({
  update: onSubmit(UpdateHandover, async (input, { api, ids }) => {
    await api.handovers.update({ app_id: ids['app_id']!, ...input });
    return true;
  }),
});

export default function Handovers() {
  const { handovers, total, meta, state } = useLoaderData<typeof loader>();
  const { appId } = useParams();
  const navigate = useNavigate();
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/conversations`, label: 'Conversations' }}
        title="Requests for a person"
        about="What visitors sent with the form. It is stored here only, and removed with the conversation."
      />
      <ResourceTable
        id="handovers"
        title={`Requests (${count(total)})`}
        about="Newest first. The webhook handover.requested announces each."
        action={
          <SegmentedControl
            size="xs"
            aria-label="State"
            value={state}
            onChange={(value) => navigate(value === 'open' ? '?' : `?state=${value}`)}
            data={[
              { value: 'open', label: 'Open' },
              { value: 'done', label: 'Done' },
            ]}
          />
        }
        empty={{
          title: state === 'open' ? 'No open requests' : 'Nothing is done yet',
          text: 'What visitors may ask for is chosen under Settings, Hand-over to a person.',
        }}
        label="Requests for a person"
        columns={[
          { name: 'Request', maxWidth: 460 },
          { name: 'From', maxWidth: 240 },
          { name: 'When', right: true },
          { name: 'State', hidden: true, right: true },
        ]}
        rows={handovers.map((handover) => ({ key: handover.handover_id, cells: cellsOf(handover) }))}
      >
        <Pager page={meta.current_page} pages={Math.ceil(total / PER_PAGE)} />
      </ResourceTable>
    </Stack>
  );
}

const cellsOf = (handover: Handover) => [
  <>
    <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
      {handover.message}
    </Text>
    <Link to={`../conversations/${handover.session_id}`} className="plain small">
      Conversation
    </Link>
  </>,
  <Text key="from" size="sm" style={{ overflowWrap: 'anywhere' }}>
    {handover.name && (
      <>
        {handover.name}
        <br />
      </>
    )}
    {handover.contact}
  </Text>,
  <Moment key="when" at={handover.created_at} />,
  <StateButton key="state" handover={handover} />,
];

function StateButton({ handover: { handover_id, contact, state } }: { handover: Handover }) {
  const fetcher = useFetcher();
  const label = state === 'open' ? 'Done' : 'Reopen';
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="update" />
      <input type="hidden" name="handover_id" value={handover_id} />
      <Button
        type="submit"
        name="state"
        value={state === 'open' ? 'done' : 'open'}
        variant="default"
        size="xs"
        loading={fetcher.state !== 'idle'}
        aria-label={`${label}: ${contact}`}
      >
        {label}
      </Button>
      <Refused problem={problemIn(fetcher.data)} />
    </fetcher.Form>
  );
}
