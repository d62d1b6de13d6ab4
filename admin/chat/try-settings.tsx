import {
  Autocomplete,
  Button,
  Card,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { efforts } from '../../shared/contract/efforts.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { GateChoice } from '../evaluations/gate-choice.tsx';
import { useMay } from '../may.ts';
import { useApp } from '../tenancy/app.route.tsx';
import { shownOf, type Triable, type Tried } from './use-tried.ts';

const fieldNames: Record<Triable, string> = {
  chat_model: 'Chat model',
  reasoning_effort: 'Reasoning effort',
  temperature: 'Temperature',
  max_output_tokens: 'Longest answer in tokens',
  least_relevance: 'How relevant a passage must be',
  rerank_model: 'Re-ranking model',
  instructions: 'Instructions',
  refusal_text: 'Refusal text',
};

type Props = { tried: Tried; change: (name: Triable, text: string) => void; reset: () => void };

/** Settings for the next answers of the playground. They are the app's own only once they are saved. */
export function TrySettings({ tried, change, reset }: Props) {
  const { settings, models } = useApp();
  const mayTry = useMay('analyst');
  const maySave = useMay('admin');
  const fetcher = useFetcher<{ done?: unknown }>();
  const problem = problemIn(fetcher.data);
  const isSaved = fetcher.state === 'idle' && fetcher.data !== undefined && !problem;
  const isChanged = Object.keys(tried).length > 0;
  const noted = useRef<unknown>(undefined);
  useEffect(() => {
    // What was saved is tried no longer.
    if (!isSaved || noted.current === fetcher.data) return;
    noted.current = fetcher.data;
    reset();
  }, [isSaved, fetcher.data, reset]);
  const field = (name: Triable) => ({
    label: fieldNames[name],
    value: tried[name] ?? shownOf(settings, name),
    error: problem?.fields[name],
    disabled: !mayTry,
    'data-tried': name in tried ? '' : undefined,
  });
  const typed = (name: Triable) => ({
    ...field(name),
    onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
  });
  const number = (name: Triable, min: number, max?: number) => ({
    ...typed(name),
    type: 'number',
    min,
    max,
    step: name === 'max_output_tokens' ? 1 : 'any',
    placeholder: name === 'least_relevance' ? '1' : 'Default',
  });
  return (
    <Card
      withBorder
      padding="lg"
      component={fetcher.Form}
      {...{ method: 'post' }}
      aria-label="Settings to try"
    >
      <input type="hidden" name="intent" value="save" />
      {Object.entries(tried).map(([name, text]) => (
        <input key={name} type="hidden" name={name} value={text} />
      ))}
      <Stack gap="md">
        <Refused problem={problem} />
        {problem?.code === 'evaluation_gate' && <GateChoice busy={fetcher.state !== 'idle'} />}
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
          <Autocomplete
            {...field('chat_model')}
            placeholder={models.server_default}
            data={models.known}
            onChange={(text) => change('chat_model', text)}
          />
          <Select
            {...field('reasoning_effort')}
            value={(tried.reasoning_effort ?? settings.reasoning_effort) || null}
            placeholder="The server’s default"
            data={[...efforts]}
            clearable
            onChange={(value) => change('reasoning_effort', value ?? '')}
          />
          <TextInput {...number('temperature', 0, 2)} />
          <TextInput {...number('max_output_tokens', 1)} />
          <TextInput {...number('least_relevance', 0, 5)} />
          {models.rerank && <TextInput {...typed('rerank_model')} placeholder="None" />}
        </SimpleGrid>
        <Textarea {...typed('instructions')} autosize minRows={3} maxRows={12} maxLength={8_000} />
        <Textarea {...typed('refusal_text')} autosize minRows={1} maxRows={4} maxLength={1_000} />
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {isChanged
              ? `Next answer: ${Object.keys(tried)
                  .map((name) => fieldNames[name as Triable].toLowerCase())
                  .join(', ')} as above. The app is unchanged.`
              : isSaved
                ? 'Saved to the app.'
                : 'A change here is for this playground only, until you save it.'}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={reset} disabled={!isChanged}>
              Undo changes
            </Button>
            {maySave && (
              <Button type="submit" loading={fetcher.state !== 'idle'} disabled={!isChanged}>
                Save to app
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Card>
  );
}
