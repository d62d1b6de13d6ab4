import { Anchor, Button, Card, Code, Group, List, Text, ThemeIcon, Title } from '@mantine/core';
import { Form, Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useMay } from '../may.ts';
import type { FirstSteps as Steps } from '../types.ts';

type Name = Steps['steps'][number]['name'];

const labels: Record<Name, (app: string) => ReactNode> = {
  document: (app) => (
    <>
      <Anchor component={Link} to={`${app}/documents`} underline="always" inherit>
        Upload a document
      </Anchor>{' '}
      of yours
    </>
  ),
  question: (app) => (
    <>
      <Anchor component={Link} to={`${app}/playground`} underline="always" inherit>
        Ask it something
      </Anchor>{' '}
      in the playground
    </>
  ),
  key: (app) => (
    <>
      <Anchor component={Link} to={`${app}/keys`} underline="always" inherit>
        Create an API key
      </Anchor>{' '}
      for your own program
    </>
  ),
  widget: (app) => (
    <>
      <Anchor component={Link} to={`${app}/widget`} underline="always" inherit>
        Put the chat on a page
      </Anchor>{' '}
      with one line of HTML
    </>
  ),
  second_factor: () => (
    <>
      <Anchor component={Link} to="/account" underline="always" inherit>
        Turn on two-step sign-in
      </Anchor>{' '}
      for your account
    </>
  ),
  master_key: () => (
    <>
      Keep a copy of the master key (<Code>MASTER_KEY</Code>, or <Code>master.key</Code> in the data folder)
      away from this machine: without it, no backup can be read
    </>
  ),
};

/** The list of a new installation. Gone when all is done, or when it is closed. */
export function FirstSteps({ steps, app_id }: Steps) {
  const mayNote = useMay('admin');
  if (steps.length === 0) return null;
  const left = steps.filter(({ done }) => !done).length;
  return (
    <Card withBorder component="section" aria-label="First steps">
      <Form method="post">
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h4">
            First steps
          </Title>
          <Group gap="sm">
            <Text size="sm" c="dimmed">
              {left} of {steps.length} left
            </Text>
            {mayNote && (
              <Button type="submit" name="step" value="close" variant="subtle" size="compact-sm">
                Close
              </Button>
            )}
          </Group>
        </Group>
        <List spacing={6} center listStyleType="none">
          {steps.map(({ name, done }) => (
            <List.Item
              key={name}
              icon={
                <ThemeIcon size={20} radius="xl" variant={done ? 'filled' : 'default'} aria-hidden>
                  {done ? '✓' : ''}
                </ThemeIcon>
              }
            >
              <Text component="span" c={done ? 'dimmed' : undefined}>
                {labels[name](app_id ? `/apps/${app_id}` : '/apps')}
                {done ? ' (done)' : ''}
              </Text>
              {name === 'master_key' && !done && mayNote && (
                <Button
                  type="submit"
                  name="step"
                  value="master_key"
                  variant="default"
                  size="compact-xs"
                  ml="xs"
                >
                  I have a copy
                </Button>
              )}
            </List.Item>
          ))}
        </List>
      </Form>
    </Card>
  );
}
