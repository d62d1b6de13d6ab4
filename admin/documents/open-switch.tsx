import { Badge, Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { EmbeddingSwitch } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { Facts } from '../components/facts.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count, money } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const colors = { ready: 'teal', failed: 'red' } as Record<string, string>;

const steps: Partial<Record<EmbeddingSwitch['status'], string>> = {
  embedding: 'The new vectors are being made.',
  checking: 'Sample questions are searched over both sets of vectors.',
  ready: 'All new vectors are there. Compare, then switch or cancel.',
  switching: 'Documents that were added meanwhile are embedded, then the vectors are switched.',
  failed: 'It stopped. The vectors that were made are kept: resume or cancel it.',
};

const outages = {
  model_server: 'the model server',
  database: 'the database',
  disk: 'space on the disk',
  file_store: 'the file store',
};

/** The switch that is under way: progress, cost, recall check and what can be done. */
export function OpenSwitch({ open, mayChange }: { open: EmbeddingSwitch; mayChange: boolean }) {
  const { status, from, to, progress, chunk_count, embedded_count, waiting_for, error } = open;
  return (
    <Section
      id="switch"
      title={`Switching to ${to.model}`}
      about={steps[status] ?? ''}
      action={
        <Badge variant="light" color={colors[status] ?? 'blue'} tt="none" className="state">
          {status}
        </Badge>
      }
    >
      <Stack p="lg" gap="md">
        <div>
          <Progress value={progress * 100} aria-label={`Embedded with ${to.model}`} />
          <Text size="sm" c="dimmed" mt={6} role="status">
            {count(embedded_count)} of {count(chunk_count)} chunks
          </Text>
        </div>
        {waiting_for && (
          <Text size="sm" className="warning">
            Waiting for {outages[waiting_for]}. It continues by itself.
          </Text>
        )}
        {error && (
          <Text
            size="sm"
            className={status === 'failed' ? 'bad' : 'warning'}
            style={{ overflowWrap: 'anywhere' }}
          >
            {error}
          </Text>
        )}
        {mayChange && <Actions open={open} />}
      </Stack>
      <Facts
        facts={[
          { name: 'From', value: `${from.model}, ${count(from.dimensions)} dimensions` },
          { name: 'To', value: `${to.model}, ${count(to.dimensions)} dimensions` },
          { name: 'Estimated cost', value: costOf(open.estimate) },
          { name: 'Spent so far', value: spentOf(open.used) },
          { name: 'Recall check', value: <Check open={open} /> },
          { name: 'Takes effect', value: modeOf(open) },
        ]}
      />
    </Section>
  );
}

export const costOf = ({ tokens, cost }: { tokens: number; cost: number | null }): string =>
  `${count(tokens)} tokens, ${cost === null ? 'cost unknown: the model has no price' : `about ${money(cost)}`}`;

const spentOf = ({ tokens, cost, unpriced_tokens }: EmbeddingSwitch['used']): string =>
  `${count(tokens)} tokens, ${money(cost)}${unpriced_tokens > 0 ? `, and ${count(unpriced_tokens)} tokens without a price` : ''}`;

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

function Check({ open: { check, status } }: { open: EmbeddingSwitch }) {
  if (!check) return status === 'ready' ? 'There was nothing to compare' : 'Not yet';
  const { questions, own_questions, common_share } = check;
  return (
    <>
      <b>{percent(common_share)}</b> of the ten nearest chunks in common, over {count(questions)} sample
      questions ({count(own_questions)} asked by people)
      <Text size="xs" c="dimmed">
        Models rank differently, so this does not say which one is better. A share near 0 usually means a
        wrong model or prefix.
      </Text>
    </>
  );
}

const modeOf = ({ switch: mode, minimum_share }: EmbeddingSwitch): string => {
  if (mode === 'manual') return 'After your confirmation';
  return minimum_share === null
    ? 'By itself after the recall check'
    : `By itself if the recall check finds at least ${percent(minimum_share)}`;
};

function Actions({ open: { switch_id, status, to, from } }: { open: EmbeddingSwitch }) {
  const fetcher = useFetcher();
  return (
    <>
      <Refused problem={problemIn(fetcher.data)} />
      <Group gap="sm">
        {status === 'ready' && (
          <FormDialog
            title={`Switch to ${to.model}?`}
            does="Switch"
            fields={{ intent: 'confirm', switch_id }}
            target={(show) => <Button onClick={show}>Switch</Button>}
          >
            {(problem) => (
              <Stack gap="sm">
                <Text size="sm">
                  Documents that were added since are embedded first. Then questions are answered over the
                  vectors of {to.model}, and those of {from.model} are removed.
                </Text>
                {problem?.code === 'evaluation_gate' && (
                  <Checkbox name="despite_evaluation" value="true" label="Switch all the same" />
                )}
              </Stack>
            )}
          </FormDialog>
        )}
        {status === 'ready' && (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="evaluate" />
            <input type="hidden" name="switch_id" value={switch_id} />
            <Button type="submit" variant="default" loading={fetcher.state !== 'idle'}>
              Evaluate
            </Button>
          </fetcher.Form>
        )}
        {status === 'failed' && (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="resume" />
            <input type="hidden" name="switch_id" value={switch_id} />
            <Button type="submit" loading={fetcher.state !== 'idle'}>
              Resume
            </Button>
          </fetcher.Form>
        )}
        <Confirm
          title={`Cancel the switch to ${to.model}?`}
          does="Cancel the switch"
          back="Continue"
          fields={{ intent: 'cancel', switch_id }}
          target={(show) => (
            <Button variant="default" onClick={show}>
              Cancel the switch
            </Button>
          )}
        >
          Its vectors are removed. Questions are answered over those of {from.model}, as before. What was
          spent is not returned.
        </Confirm>
      </Group>
    </>
  );
}
