import { PasswordInput } from '@mantine/core';
import type { Problem } from '../api.server.ts';

/** The current password, required before a change to the account's security. */
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
