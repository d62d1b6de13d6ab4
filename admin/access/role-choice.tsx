import { Radio, Stack } from '@mantine/core';
import { roles, type Role } from '../../shared/contract/roles.panel.ts';

/** What each role may do; the procedures in server/transport/trpc decide. */
const may: Record<Role, string> = {
  viewer: 'Sees apps, documents, usage and the state of the service, but not what people asked.',
  analyst: 'Also reads conversations and asks in the playground.',
  admin: 'Also changes apps, documents and keys, and manages jobs.',
  owner: 'Also manages the team.',
};

/** The same within one workspace. */
const mayInWorkspace: Record<Role, string> = {
  viewer: 'Sees the workspace’s apps, documents, usage, plan and invoices, but not what people asked.',
  analyst: 'Also reads conversations and asks in the playground.',
  admin: 'Also creates and changes apps, documents and keys.',
  owner: 'Also erases apps, and manages the members of the workspace.',
};

type Props = { name: string; value: Role; error?: string; inWorkspace?: boolean };

/** A choice of the roles, with descriptions. */
export function RoleChoice({ name, value, error, inWorkspace }: Props) {
  return (
    <Radio.Group name={name} label="Role" defaultValue={value} error={error}>
      <Stack gap="xs" mt="xs">
        {roles.map((role) => (
          <Radio
            key={role}
            value={role}
            label={role.charAt(0).toUpperCase() + role.slice(1)}
            description={(inWorkspace ? mayInWorkspace : may)[role]}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
