import { Alert, Button, Card, Group, Radio, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { EmbeddingEstimate } from '../../shared/contract/embedding.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { costOf } from './open-switch.tsx';

/** The form that starts a switch to another model, with an estimate before. @param suggested a model's name, or empty */
export function NewSwitch({ suggested }: { suggested: string }) {
  const fetcher = useFetcher<{ intent: string; done?: EmbeddingEstimate | null }>();
  const problem = problemIn(fetcher.data);
  const [mode, setMode] = useState('manual');
  const estimate = fetcher.data?.intent === 'estimate' ? fetcher.data.done : undefined;
  const busy = fetcher.state === 'idle' ? undefined : fetcher.formData?.get('intent');
  const field = (name: string) => ({
    name,
    error: problem?.fields[name],
    inputWrapperOrder: INPUT_FIRST,
  });
  return (
    <Card padding="lg" component={fetcher.Form} {...{ method: 'post' }} aria-labelledby="new-switch-title">
      <Stack>
        <Title order={2} size="h4" id="new-switch-title">
          Switch to another model
        </Title>
        <Refused problem={problem} />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <TextInput
            {...field('model')}
            label="Model"
            description="An embedding model of the model server, or builtin-hash."
            placeholder="text-embedding-3-large"
            defaultValue={suggested}
            required
            maxLength={200}
          />
          <TextInput
            {...field('dimensions')}
            label="Dimensions"
            description="Empty: the model’s own."
            placeholder="The model’s own"
            type="number"
            min={1}
            max={4000}
          />
          <TextInput
            {...field('query_prefix')}
            label="Prefix of questions"
            description="Empty: as known of the model."
            placeholder="As known"
            maxLength={1000}
          />
          <TextInput
            {...field('document_prefix')}
            label="Prefix of passages"
            description="Empty: as known of the model."
            placeholder="As known"
            maxLength={1000}
          />
        </SimpleGrid>
        <Radio.Group
          name="switch"
          label="When all new vectors are there"
          description="A recall check searches sample questions over both sets of vectors and shows what they have in common."
          value={mode}
          onChange={setMode}
        >
          <Group mt="xs" gap="lg">
            <Radio value="manual" label="Wait for my confirmation" />
            <Radio value="automatic" label="Switch by itself" />
          </Group>
        </Radio.Group>
        {mode === 'automatic' && (
          <TextInput
            {...field('minimum_share')}
            label="Only with at least this share in common, in percent"
            description="Below it, the switch waits for your confirmation. Empty: any share."
            type="number"
            min={0}
            max={100}
            maw={420}
          />
        )}
        {estimate && <Estimate estimate={estimate} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            name="intent"
            value="estimate"
            variant="default"
            loading={busy === 'estimate'}
          >
            Estimate the cost
          </Button>
          <Button type="submit" name="intent" value="start" loading={busy === 'start'}>
            Start
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

const Estimate = ({ estimate }: { estimate: EmbeddingEstimate }) => (
  <Alert color="gray" variant="light" title={`Estimate for ${estimate.model}`} role="status">
    {count(estimate.chunk_count)} chunks, {costOf(estimate)}.
    {estimate.in_parts > 0 &&
      ` ${count(estimate.in_parts)} chunks are longer than the model takes: they are embedded in parts and found less precisely.`}
  </Alert>
);
