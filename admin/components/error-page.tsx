import { Button, Container, Stack, Text, Title } from '@mantine/core';
import { isRouteErrorResponse, useRouteError } from '@remix-run/react';

/** What went wrong, in the words of the refusal where there are any, and a way on. */
export function ErrorPage() {
  const error = useRouteError();
  const refusal = isRouteErrorResponse(error) ? error : undefined;
  const missing = refusal?.status === 404;
  const told =
    typeof refusal?.data === 'string' && !refusal.data.startsWith('Error:') ? refusal.data : undefined;
  const otherwise = missing
    ? 'There is no such page in the panel.'
    : 'The panel could not show this page. Try again; if it stays so, the server’s log says why.';
  return (
    <Container size="xs" py={96}>
      <Stack gap="sm" align="flex-start">
        <Text c="dimmed" size="sm">
          {refusal?.status ?? 'Error'}
        </Text>
        <Title order={1} size="h2">
          {missing ? 'Nothing here' : 'Something went wrong'}
        </Title>
        <Text>{told ?? otherwise}</Text>
        <Button component="a" href="/admin/apps" mt="sm">
          Back to the apps
        </Button>
      </Stack>
    </Container>
  );
}
