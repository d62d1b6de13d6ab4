import { Button, Group, NativeSelect } from '@mantine/core';
import { Form, Link, useSubmit } from '@remix-run/react';

type Props = {
  days: number;
  spans: number[];
  appId: string | undefined;
  apps: { app_id: string; name: string }[];
};

/** Which days, and of which app: links and a form, so that a choice has an address and needs no script. */
export function SpanChoice({ days, spans, appId, apps }: Props) {
  const submit = useSubmit();
  const options = [
    { value: '', label: 'All apps' },
    ...apps.map(({ app_id, name }) => ({ value: app_id, label: name })),
  ];
  const addressOf = (days: number) => `?${new URLSearchParams({ days: String(days), app: appId ?? '' })}`;
  return (
    <Group gap="sm">
      <Form method="get" onChange={(event) => submit(event.currentTarget, { preventScrollReset: true })}>
        <input type="hidden" name="days" value={days} />
        <Group gap="xs">
          <NativeSelect
            key={appId}
            name="app"
            aria-label="App"
            data={options}
            defaultValue={appId ?? ''}
            maw={220}
          />
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
              px="md"
            >
              {span} days
            </Button>
          ))}
        </Button.Group>
      </nav>
    </Group>
  );
}
