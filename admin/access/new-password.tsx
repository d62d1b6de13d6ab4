import { PasswordInput } from '@mantine/core';

/** The field for a new password. Password managers offer to generate one. */
export function NewPassword({ label, error }: { label: string; error?: string }) {
  return (
    <PasswordInput
      name="password"
      label={label}
      description="Use at least 12 characters, for example four unrelated words."
      autoComplete="new-password"
      minLength={12}
      maxLength={200}
      required
      withAsterisk={false}
      error={error}
    />
  );
}
