import { Radio, Stack } from '@mantine/core';
import { roles, type Role } from '../../shared/contract/roles.panel.ts';

/** What each role may do; the procedures in server/transport/trpc decide. */
const may: Record<Role, string> = {
  viewer: 'Sees apps, documents, usage and the state of the service, but not what people asked.',
  analyst: 'Also reads conversations and asks in the playground.',
  admin: 'Also changes apps, documents and keys, and manages jobs.',
  owner: 'Also manages the team.',
};

/** A choice of the roles, with descriptions. */
export function RoleChoice({ name, value, error }: { name: string; value: Role; error?: string }) {
  return (
    <Radio.Group name={name} label="Role" defaultValue={value} error={error}>
      <Stack gap="xs" mt="xs">
        {roles.map((role) => (
          <Radio
            key={role}
            value={role}
            label={role.charAt(0).toUpperCase() + role.slice(1)}
            description={may[role]}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
