import { Card, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Fact = { name: string; value: ReactNode };

/** A list of names and values; with a title, as a card. */
export function Facts({ id, title, facts }: { id?: string; title?: string; facts: Fact[] }) {
  const list = (
    <dl className="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </dl>
  );
  if (!title) return list;
  return (
    <Card withBorder padding={0} component="section" id={id} aria-labelledby={`${id}-title`}>
      <Title order={2} size="h5" id={`${id}-title`} px="md" pt="md">
        {title}
      </Title>
      {list}
    </Card>
  );
}
