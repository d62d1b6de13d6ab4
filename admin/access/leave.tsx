import { Button } from '@mantine/core';
import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';

/** Ends the unfinished login, to start another. */
export function Leave({ children }: { children: ReactNode }) {
  return (
    <Form method="post" action="/logout">
      <Button type="submit" variant="subtle" size="compact-sm">
        {children}
      </Button>
    </Form>
  );
}
