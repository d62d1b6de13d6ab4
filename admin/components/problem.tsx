import { Alert } from '@mantine/core';
import type { Problem } from '../api.server.ts';

/** What an action answered with, as its form knows it. */
export const problemIn = (data: unknown): Problem | undefined =>
  data && typeof data === 'object' && 'problem' in data ? (data.problem as Problem) : undefined;

/** Why the whole form was refused; a field's own problem stands beside the field. */
export function Refused({ problem }: { problem?: Problem }) {
  if (!problem?.message) return null;
  return (
    <Alert color="red" role="alert" variant="light">
      {problem.message}
    </Alert>
  );
}
