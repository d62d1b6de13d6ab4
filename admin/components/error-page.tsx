import { Button, Container, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, useRouteError } from '@remix-run/react';

/** The error page: the message of the refusal if there is one, and a way back. */
export function ErrorPage() {
  const error = useRouteError();
  const refusal = isRouteErrorResponse(error) ? error : undefined;
  const missing = refusal?.status === 404;
  const message =
    typeof refusal?.data === 'string' && !refusal.data.startsWith('Error:') ? refusal.data : undefined;
  const otherwise = missing
    ? 'This page does not exist.'
    : 'This page could not be loaded. Try again. If it keeps failing, see the server’s log.';
  return (
    <Container size="xs" py={96}>
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed" size="sm">
          {refusal?.status ?? 'Error'}
        </Text>
        <Title order={1} size="h2">
          {missing ? 'Page not found' : 'Something went wrong'}
        </Title>
        <Text>{message ?? otherwise}</Text>
        <Button component="a" href="/admin/apps" mt="sm">
          Back to the apps
        </Button>
      </Stack>
    </Container>
  );
}
