import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Form, Link } from '@remix-run/react';
import type { Notice } from '../types.ts';
import { Moment } from '../components/moment.tsx';

/** Where a notice can be dealt with. */
function wayOf({ kind, workspace_id, about_app_id }: Notice): { to: string; link: string } {
  switch (kind) {
    case 'quota':
      return { to: `/workspaces/${workspace_id}/plan`, link: 'See the plan' };
    case 'budget':
      return { to: `/apps/${about_app_id}/budgets`, link: 'See the budgets' };
    case 'unusual_day':
      return { to: `/apps/${about_app_id}/usage?days=30`, link: 'See the usage' };
    case 'unpriced':
      return { to: '/prices', link: 'Set a price' };
    case 'shutdown':
    case 'context':
      return about_app_id
        ? { to: `/apps/${about_app_id}/settings`, link: 'See the settings' }
        : { to: '/system#models', link: 'See the models' };
    case 'payment':
      return { to: `/invoices?workspace=${workspace_id}`, link: 'See the invoices' };
  }
}

/** Notices with their links, and a button to dismiss them. */
export function Notices({ notices, mayDismiss }: { notices: Notice[]; mayDismiss: boolean }) {
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {notices.map((notice) => {
        const { to, link } = wayOf(notice);
        return (
          <li key={notice.notice_id}>
            <Alert color={notice.kind === 'payment' ? 'red' : 'yellow'} py="xs" role="presentation">
              <Group justify="space-between" gap="xs">
                <div style={{ flex: '1 1 320px', minWidth: 0 }}>
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {notice.message}
                  </Text>
                  <Text size="xs">
                    {notice.workspace} · <Moment at={notice.created_at} />
                  </Text>
                </div>
                <Group gap="sm">
                  <Anchor component={Link} to={to} size="sm" fw={500} c="inherit" underline="always">
                    {link}
                  </Anchor>
                  {mayDismiss && (
                    <Form method="post" preventScrollReset>
                      <input type="hidden" name="notice_id" value={notice.notice_id} />
                      <Button
                        type="submit"
                        name="intent"
                        value="dismiss"
                        variant="default"
                        size="compact-sm"
                        aria-label={`Dismiss: ${notice.message}`}
                      >
                        Dismiss
                      </Button>
                    </Form>
                  )}
                </Group>
              </Group>
            </Alert>
          </li>
        );
      })}
    </Stack>
  );
}
