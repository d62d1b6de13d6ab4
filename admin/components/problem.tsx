import { Alert } from '@mantine/core';
import type { Problem } from '../api.server.ts';

/** The problem in the result of an action. */
export const problemIn = (data: unknown): Problem | undefined =>
  data && typeof data === 'object' && 'problem' in data ? (data.problem as Problem) : undefined;

/** Why a form was refused. The problem of a field is shown at the field. */
export function Refused({ problem }: { problem?: Problem }) {
  if (!problem?.message) return null;
  return (
    <Alert color="red" role="alert" variant="light">
      {problem.message}
    </Alert>
  );
}
