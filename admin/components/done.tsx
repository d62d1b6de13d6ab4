import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** Confirms that a form's action succeeded; announced to screen readers. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <Alert color="teal" variant="light" role="status">
      {children}
    </Alert>
  );
}
