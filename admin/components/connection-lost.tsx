import { Alert } from '@mantine/core';

/** Said above what a page showed last, until the server answers again. */
export function ConnectionLost({ lost }: { lost?: boolean | undefined }) {
  return (
    <div role="status">
      {lost && (
        <Alert color="yellow" mt="sm" title="The server cannot be reached">
          What stands here is the last that was heard. This page goes on by itself as soon as there is a
          connection.
        </Alert>
      )}
    </div>
  );
}
