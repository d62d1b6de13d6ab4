import { Radio, Stack } from '@mantine/core';
import { roles, type Role } from '../../shared/contract/roles.panel.ts';

/** What each role may do, as server/transport/trpc declares it procedure by procedure. */
const may: Record<Role, string> = {
  viewer: 'Sees apps, documents, usage and the state of the service; not what people asked.',
  analyst: 'Also reads conversations, tries questions in the playground, and evaluates.',
  admin: 'Also changes apps, documents and keys, and minds the jobs.',
  owner: 'Also decides who is in the team.',
};

/** One of the roles, each with what it may do. */
export function RoleChoice({ name, value, error }: { name: string; value: Role; error?: string }) {
  return (
    <Radio.Group name={name} label="What they may do" defaultValue={value} error={error}>
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
