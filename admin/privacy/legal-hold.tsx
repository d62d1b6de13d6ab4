import { Button, Group, Text, TextInput } from '@mantine/core';
import type { Retention } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { Moment } from '../components/moment.tsx';
import { Section } from '../components/section.tsx';

/** The legal hold of an app. While it is on, nothing is removed. */
export function LegalHold({ hold }: { hold: Retention['hold'] }) {
  return (
    <Section
      id="hold"
      title="Legal hold"
      about="While it is on, retention removes nothing, and erasures and deletions are refused."
    >
      <Group p="lg" justify="space-between">
        <Text size="sm" maw={560} style={{ overflowWrap: 'anywhere' }}>
          {hold ? (
            <>
              On since <Moment at={hold.since} />
              {hold.reason && `: ${hold.reason}`}
            </>
          ) : (
            'Off. Data is removed by retention and on request.'
          )}
        </Text>
        {hold ? <Lift /> : <Begin />}
      </Group>
    </Section>
  );
}

const Begin = () => (
  <FormDialog
    title="Start a legal hold"
    does="Start the hold"
    fields={{ intent: 'hold' }}
    target={(open) => (
      <Button variant="default" onClick={open}>
        Start a legal hold
      </Button>
    )}
  >
    {(problem) => (
      <TextInput
        name="reason"
        label="Reason"
        description="For your colleagues: the case, and who requested it."
        maxLength={500}
        data-autofocus
        error={problem?.fields['reason']}
      />
    )}
  </FormDialog>
);

const Lift = () => (
  <Confirm
    title="Lift the legal hold?"
    does="Lift the hold"
    fields={{ intent: 'lift' }}
    target={(open) => (
      <Button color="red" variant="light" className="bad" onClick={open}>
        Lift the hold
      </Button>
    )}
  >
    The next nightly run removes what has become too old, and erasures are possible again.
  </Confirm>
);
