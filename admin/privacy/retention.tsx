import { Badge, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { Retention as Data } from '../types.ts';
import { INPUT_FIRST } from '../components/input-first.ts';
import { CellTable } from '../components/cells.tsx';
import { Moment } from '../components/moment.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const fields = [
  {
    name: 'conversation_days',
    label: 'Conversations',
    description: 'Days after the last message.',
  },
  {
    name: 'document_days',
    label: 'Documents',
    description: 'Days after the upload. Answers that quote a removed document lose their text.',
  },
  {
    name: 'ledger_days',
    label: 'Ledger details',
    description: 'Days until it is removed what a call was for. Totals and costs stay.',
  },
] as const;

const names = { sessions: 'Conversations', documents: 'Documents', ledger_rows: 'Ledger details' };

/** How long the app keeps things, and what the next run will remove. */
export function Retention({ retention }: { retention: Data }) {
  const { policy, preview, hold } = retention;
  return (
    <Section
      id="retention"
      title="Retention"
      about="Older data is removed every night from every store. Empty: kept until it is deleted."
    >
      <SettingsCard intent="retention" does="Save retention" mayChange>
        {(problem) => (
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {fields.map(({ name, label, description }) => (
              <TextInput
                key={name}
                name={name}
                label={label}
                description={description}
                inputWrapperOrder={INPUT_FIRST}
                placeholder="Kept"
                type="number"
                inputMode="numeric"
                min={1}
                max={36_500}
                step={1}
                rightSection={<Text size="sm">days</Text>}
                rightSectionWidth={52}
                defaultValue={policy[name] ?? ''}
                error={problem?.fields[name]}
              />
            ))}
          </SimpleGrid>
        )}
      </SettingsCard>
      {preview.due.length > 0 && (
        <>
          <Text size="sm" px="lg" py="sm" fw={500}>
            {hold ? 'Kept by the legal hold. Without it, removed by' : 'Removed by'} the run on{' '}
            <Moment at={preview.at} />:
          </Text>
          <CellTable
            label="What the next run removes"
            columns={[
              { name: 'What' },
              { name: 'Count', right: true },
              { name: 'Oldest' },
              { name: 'Newest' },
            ]}
            rows={preview.due.map(({ kind, count: due, oldest, newest }) => ({
              key: kind,
              cells: [
                names[kind],
                count(due),
                oldest ? <Moment key="oldest" at={oldest} /> : '–',
                newest ? <Moment key="newest" at={newest} /> : '–',
              ],
            }))}
          />
        </>
      )}
      <Runs runs={retention.runs} />
    </Section>
  );
}

const colors = { running: 'blue', done: 'teal', held: 'yellow', failed: 'red' };

function Runs({ runs }: { runs: Data['runs'] }) {
  if (runs.length === 0) return null;
  return (
    <>
      <Text size="sm" px="lg" py="sm" fw={500}>
        Last runs
      </Text>
      <CellTable
        label="Last runs"
        columns={[
          { name: 'When' },
          { name: 'Outcome' },
          { name: names.sessions, right: true },
          { name: names.documents, right: true },
          { name: names.ledger_rows, right: true },
        ]}
        rows={runs.map((run) => ({
          key: run.run_id,
          cells: [
            <Moment key="when" at={run.started_at} />,
            <Badge key="outcome" color={colors[run.outcome]} variant="light" tt="none">
              {run.outcome}
            </Badge>,
            count(run.sessions),
            count(run.documents),
            count(run.ledger_rows),
          ],
        }))}
      />
    </>
  );
}
