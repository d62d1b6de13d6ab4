import { Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, useRouteError } from '@remix-run/react';

const KNOWN: Record<number, { title: string; otherwise: string }> = {
  403: {
    title: 'You may not see this page',
    otherwise: 'Your role does not include it. An owner can change your role.',
  },
  404: { title: 'Page not found', otherwise: 'This page does not exist.' },
};

/** The error page: the message of the refusal if there is one, and a way back. */
export function ErrorPage() {
  const error = useRouteError();
  const refusal = isRouteErrorResponse(error) ? error : undefined;
  const message =
    typeof refusal?.data === 'string' && !refusal.data.startsWith('Error:') ? refusal.data : undefined;
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
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text>{message ?? otherwise}</Text>
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
