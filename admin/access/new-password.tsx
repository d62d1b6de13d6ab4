import { PasswordInput } from '@mantine/core';

/** The field for a new password; managers offer one of their own making. */
export function NewPassword({ label, error }: { label: string; error?: string }) {
  return (
    <PasswordInput
      name="password"
      label={label}
      description="At least 12 characters; a few words that do not belong together are good."
      autoComplete="new-password"
      minLength={12}
      maxLength={200}
      required
      withAsterisk={false}
      error={error}
    />
  );
}
