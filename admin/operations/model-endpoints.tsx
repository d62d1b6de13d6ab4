import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { System } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { count, milliseconds } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

type Endpoint = System['models'][number];

const columns = [{ name: 'Model' }, { name: 'Server' }, { name: 'Used by', right: true }];
const withTest = [...columns, { name: 'Test', right: true }];

export function ModelEndpoints({ models, mayChange }: Pick<System, 'models'> & { mayChange: boolean }) {
  const rows = models.map((endpoint) => ({
    key: `${endpoint.kind} ${endpoint.model} ${endpoint.dimensions}`,
    cells: [
      <>
        <Group gap="xs">
          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {endpoint.model}
          </Text>
          {endpoint.is_default && (
            <Badge variant="default" tt="none" size="sm">
              default
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {endpoint.kind === 'chat' ? 'answers' : `embeds in ${count(endpoint.dimensions ?? 0)} dimensions`}
        </Text>
        {endpoint.warnings.map((warning) => (
          <Text key={warning} size="xs" c="red">
            {warning}
          </Text>
        ))}
      </>,
      endpoint.server ? <Code>{endpoint.server}</Code> : 'built in',
      endpoint.apps === 1 ? '1 app' : `${count(endpoint.apps)} apps`,
      ...(mayChange ? [<Test {...endpoint} />] : []),
    ],
  }));
  return (
    <Section
      id="models"
      title="Models"
      about="A test calls the model with a few tokens. It belongs to no app, so it is not in the ledger."
    >
      <CellTable label="Models" columns={mayChange ? withTest : columns} rows={rows} />
    </Section>
  );
}

function Test({ kind, model }: Endpoint) {
  const { Form, state, data } = useFetcher<Answer>();
  const running = state !== 'idle';
  return (
    <Stack gap={4} align="flex-end">
      <Form method="post">
        <input type="hidden" name="intent" value="test-model" />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="model" value={model} />
        <Button type="submit" size="xs" variant="default" loading={running} aria-label={`Test ${model}`}>
          Test
        </Button>
      </Form>
      <div role="status">{!running && data && <Result {...data} />}</div>
    </Stack>
  );
}

type Answer = {
  done?:
    | { ok: boolean; first_ms: number | null; total_ms: number; code: string | null; message: string }
    | undefined;
  problem?: { message: string | null } | undefined;
};

function Result({ done: test, problem }: Answer) {
  if (test?.ok)
    return (
      <Text size="xs" c="teal">
        {test.message} First sign after {milliseconds(test.first_ms ?? test.total_ms)}, all after{' '}
        {milliseconds(test.total_ms)}.
      </Text>
    );
  return (
    <Text size="xs" c="red" maw={320}>
      {test ? `${test.message} (${test.code}, after ${milliseconds(test.total_ms)})` : problem?.message}
    </Text>
  );
}
