import { PasswordInput } from '@mantine/core';
import type { Problem } from '../api.server.ts';

/** Asked for again before something that protects the account changes. */
export const CurrentPassword = ({ problem }: { problem: Problem | undefined }) => (
  <PasswordInput
    name="current_password"
    label="Current password"
    autoComplete="current-password"
    required
    withAsterisk={false}
    error={problem?.fields['current_password']}
  />
);
