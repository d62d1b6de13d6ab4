import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';

type Props = {
  title: string;
  about?: ReactNode;
  action?: ReactNode;
  /** 1 for a page of the panel; 2 for a page of an app, below the app's name. */
  order?: 1 | 2;
  /** The list that this page belongs to. */
  back?: { to: string; label: string };
};

/** A page's title, description, main action, and the link back to its list. */
export function PageHead({ title, about, action, order = 1, back }: Props) {
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <div style={{ minWidth: 0 }}>
        {back && (
          <Anchor component={Link} to={back.to} size="sm" c="dimmed" underline="always">
            {back.label}
          </Anchor>
        )}
        <Title
          order={order}
          size={order === 1 ? 'h2' : 'h4'}
          mt={back && 4}
          style={{ overflowWrap: 'anywhere' }}
        >
          {title}
        </Title>
        {about && (
          <Text c="dimmed" size="sm" mt={2} component="div" style={{ overflowWrap: 'anywhere' }}>
            {about}
          </Text>
        )}
      </div>
      {action}
    </Group>
  );
}
