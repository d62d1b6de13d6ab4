import { Alert, Badge, Button, Card, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useFetcher, useLoaderData, useSearchParams } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { CellTable } from '../components/cells.tsx';
import { Empty } from '../components/empty.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { formAction } from '../form-action.server.ts';
import { useMayAsTeam } from '../may.ts';

export const meta: MetaFunction = () => [{ title: 'Audit · Docent' }];

export const loader = signedIn(async ({ request, context: { api } }) => {
  const { searchParams } = new URL(request.url);
  const words = searchParams.get('words') ?? '';
  const failed = searchParams.has('failed');
  const before = searchParams.get('before') ?? undefined;
  return { ...(await api.audit.list({ words, failed, before })), words, failed, first: !before };
});

/** Verifying the whole chain takes a while, so it runs on request. */
export const action = formAction({ default: ({ api }) => api.audit.verify() });

export default function AuditPage() {
  // The log is one for the installation: only all of it can be verified.
  const ofTeam = useMayAsTeam('admin');
  const { actions, older, words, failed, first } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const olderThan = (sequence: number) => {
    const next = new URLSearchParams(search);
    next.set('before', String(sequence));
    return `?${next}`;
  };
  return (
    <Stack gap="lg" maw={1180}>
      <PageHead
        title="Audit"
        about={
          ofTeam ? (
            <>
              What admins did and what API keys changed. Each entry contains the hash of the one before it.
              Check a downloaded log offline with <code>npm run audit:verify</code>.
            </>
          ) : (
            'What members, API keys and the team of this installation did in your workspaces.'
          )
        }
      />
      {ofTeam && <Verify />}
      <Form method="get">
        <Group gap="sm" align="center">
          <TextInput
            key={words}
            name="words"
            aria-label="Search"
            placeholder="Action, address or id"
            defaultValue={words}
            style={{ flex: '1 1 240px' }}
          />
          <Checkbox key={String(failed)} name="failed" label="Failed only" defaultChecked={failed} />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </Form>
      <Card withBorder padding={0}>
        {actions.length === 0 ? (
          <Empty title="No matching entries">Use fewer filters.</Empty>
        ) : (
          <Actions actions={actions} />
        )}
        {(older || !first) && (
          <Group component="nav" justify="flex-end" p="sm" aria-label="Pages" gap="xs">
            {!first && (
              <Button component={Link} to="/audit" variant="default" size="xs">
                Latest
              </Button>
            )}
            {older && (
              <Button component={Link} to={olderThan(older)} variant="default" size="xs">
                Older
              </Button>
            )}
          </Group>
        )}
      </Card>
    </Stack>
  );
}

function Verify() {
  const fetcher = useFetcher<typeof action>();
  // Before the script runs, the button submits the form.
  const sent = useActionData<typeof action>();
  const result = fetcher.data ?? sent;
  const verdict = result && 'done' in result ? result.done : undefined;
  return (
    <fetcher.Form method="post">
      <Stack gap="sm">
        <Refused problem={problemIn(result)} />
        <div role="status">
          {verdict &&
            (verdict.intact ? (
              <Alert color="green">
                <Text size="sm" fw={600}>
                  The log is intact
                </Text>
                {count(verdict.sequence)} entries follow each other to the signed head{' '}
                {verdict.hash?.slice(0, 16)}….
              </Alert>
            ) : (
              <Alert color="red">
                <Text size="sm" fw={600}>
                  The log is NOT intact
                </Text>
                Entry {count(verdict.sequence)} {verdict.problem}. Keep this database unchanged and compare it
                with an export or the receipts.
              </Alert>
            ))}
        </div>
        <Group>
          <Button type="submit" variant="default" loading={fetcher.state !== 'idle'}>
            Verify the log
          </Button>
          <Button component="a" href="/admin/files/audit" download variant="default">
            Download the log
          </Button>
        </Group>
      </Stack>
    </fetcher.Form>
  );
}

type Action = ReturnType<typeof useLoaderData<typeof loader>>['actions'][number];

const actors = {
  admin: '',
  key: 'Key',
  system: 'Docent',
  command: 'Command',
  link: 'Whoever had the link',
  nobody: 'Nobody signed in',
};

function Actions({ actions }: { actions: Action[] }) {
  return (
    <CellTable
      label="Actions"
      columns={[
        { name: 'When', minWidth: 150 },
        { name: 'Who', maxWidth: 260 },
        { name: 'What', maxWidth: 220 },
        { name: 'Of', maxWidth: 300 },
        { name: 'Outcome' },
      ]}
      rows={actions.map((one) => ({
        key: String(one.sequence),
        cells: [
          <Moment key="at" at={one.at} />,
          <span key="who" style={{ overflowWrap: 'anywhere' }}>
            {[actors[one.actor_kind], one.actor].filter(Boolean).join(' ')}
            <Text size="xs" c="dimmed">
              {one.ip}
            </Text>
          </span>,
          <code key="what">{one.action}</code>,
          <Subjects key="of" one={one} />,
          <Badge
            key="outcome"
            className="state"
            variant="light"
            tt="none"
            color={one.outcome === 'ok' ? 'green' : one.outcome === 'begun' ? 'gray' : 'red'}
          >
            {one.outcome}
          </Badge>,
        ],
      }))}
    />
  );
}

function Subjects({ one: { app, app_id, subjects } }: { one: Action }) {
  const ids = Object.entries(subjects)
    .filter(([name]) => name !== 'app_id')
    .flatMap(([, value]) => value);
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {app_id && (app ?? 'An erased app')}
      {ids.slice(0, 3).map((id) => (
        <Text key={id} size="xs" c="dimmed" ff="monospace">
          {id}
        </Text>
      ))}
      {ids.length > 3 && (
        <Text size="xs" c="dimmed">
          and {count(ids.length - 3)} more
        </Text>
      )}
    </span>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
