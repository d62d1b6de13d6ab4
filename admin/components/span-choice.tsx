import { Button, Group, NativeSelect } from '@mantine/core';
import { Form, Link, useSubmit } from '@remix-run/react';
import type { CostGroup } from '../../shared/contract/costs.panel.ts';

type Props = {
  days: number;
  spans: number[];
  /** On pages about all apps: the selected app, and the choices. */
  app?: { chosen: string; apps: { app_id: string; name: string }[] };
  /** How the figures are grouped, if they are. */
  group?: { chosen: CostGroup; groups: CostGroup[] };
};

const groupNames = { app: 'By app', key: 'By key', model: 'By model' };

/** Filters as links and a form, so that they have an address and work without script. */
export function SpanChoice({ days, spans, app, group }: Props) {
  const submit = useSubmit();
  const addressOf = (days: number) =>
    `?${new URLSearchParams({ days: String(days), ...(group && { group: group.chosen }), ...(app && { app: app.chosen }) })}`;
  return (
    <Group gap="sm">
      <Form method="get" onChange={(event) => submit(event.currentTarget, { preventScrollReset: true })}>
        <input type="hidden" name="days" value={days} />
        <Group gap="xs">
          {app && (
            <NativeSelect
              key={app.chosen}
              name="app"
              aria-label="App"
              data={[
                { value: '', label: 'All apps' },
                ...app.apps.map(({ app_id, name }) => ({ value: app_id, label: name })),
              ]}
              defaultValue={app.chosen}
              maw={220}
            />
          )}
          {group && (
            <NativeSelect
              key={group.chosen}
              name="group"
              aria-label="Group"
              data={group.groups.map((value) => ({ value, label: groupNames[value] }))}
              defaultValue={group.chosen}
            />
          )}
          <noscript>
            <Button type="submit" variant="default">
              Show
            </Button>
          </noscript>
        </Group>
      </Form>
      <nav aria-label="Days">
        <Button.Group>
          {spans.map((span) => (
            <Button
              key={span}
              component={Link}
              to={addressOf(span)}
              preventScrollReset
              variant={span === days ? 'filled' : 'default'}
              aria-current={span === days ? 'true' : undefined}
              px="sm"
            >
              {span === 365 ? 'A year' : `${span} days`}
            </Button>
          ))}
        </Button.Group>
      </nav>
    </Group>
  );
}
