import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** That something was done, beside the form that did it; read aloud when it appears. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <Alert color="teal" variant="light" role="status">
      {children}
    </Alert>
  );
}
