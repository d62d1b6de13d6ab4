import { Anchor, Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, useOutletContext, useRouteError } from '@remix-run/react';
import { Fragment } from 'react';
import type { NotAllowed } from '../api.server.ts';

const KNOWN: Record<number, { title: string; otherwise: string }> = {
  403: {
    title: 'You may not see this page',
    otherwise: 'Your role does not include it.',
  },
  404: { title: 'Page not found', otherwise: 'This page does not exist.' },
};

/** For pages that are shown below a heading of their layout. */
export type BelowHeading = 'below a heading';

/** The error page: the message of the refusal if there is one, whom to ask, and a way back. */
export function ErrorPage() {
  const error = useRouteError();
  const isBelow = useOutletContext<BelowHeading | undefined>() !== undefined;
  const refusal = isRouteErrorResponse(error) ? error : undefined;
  const notAllowed = refusal?.status === 403 ? (refusal.data as NotAllowed) : undefined;
  const said: unknown = notAllowed?.message ?? refusal?.data;
  const message = typeof said === 'string' && !said.startsWith('Error:') ? said : undefined;
  // Without an answer the browser reports an error of its own.
  const unreached = !refusal && error instanceof TypeError;
  const { title, otherwise } = unreached
    ? {
        title: 'The server cannot be reached',
        otherwise: 'Check your connection, or whether Docent is running, and try again.',
      }
    : (KNOWN[refusal?.status ?? 0] ?? {
        title: 'Something went wrong',
        otherwise: 'This page could not be loaded. Try again. If it keeps failing, see the server’s log.',
      });
  return (
    <Container size="xs" py={96}>
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed" size="sm">
          {refusal?.status ?? 'Error'}
        </Text>
        <Title order={isBelow ? 2 : 1} size="h2">
          {title}
        </Title>
        <Text>{message ?? otherwise}</Text>
        {notAllowed && <WhomToAsk {...notAllowed} />}
        <Group mt="sm">
          {refusal?.status !== 403 && refusal?.status !== 404 && (
            <Button onClick={() => window.location.reload()}>Try again</Button>
          )}
          <Button component="a" href="/admin/apps" variant="default">
            Back to the apps
          </Button>
        </Group>
      </Stack>
    </Container>
  );
}

/** Who can change the reader's role, by name for those who may know it. */
function WhomToAsk({ workspace, emails }: NotAllowed) {
  return (
    <Text>
      An owner of{' '}
      {workspace === null ? (
        'the team'
      ) : (
        <>
          the workspace “<bdi>{workspace}</bdi>”, or of the team,
        </>
      )}{' '}
      can change your role{emails.length > 0 && ': '}
      {emails.map((email, place) => (
        <Fragment key={email}>
          {place > 0 && ', '}
          <Anchor href={`mailto:${email}`} inherit underline="always">
            {email}
          </Anchor>
        </Fragment>
      ))}
      .
    </Text>
  );
}
