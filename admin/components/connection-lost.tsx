import { Alert } from '@mantine/core';

/** Shown above the last known content until the server responds again. */
export function ConnectionLost({ lost }: { lost?: boolean | undefined }) {
  return (
    <div role="status">
      {lost && (
        <Alert color="yellow" mt="sm" title="The server cannot be reached">
          This page shows the last known state. It continues automatically as soon as there is a connection.
        </Alert>
      )}
    </div>
  );
}
