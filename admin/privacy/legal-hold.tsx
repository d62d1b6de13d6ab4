import { Button, Group, Text, TextInput } from '@mantine/core';
import type { Retention } from '../types.ts';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { Moment } from '../components/moment.tsx';
import { Section } from '../components/section.tsx';

/** While it is on, nothing of the app is removed. */
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
            'Off: data is removed when its time has come or somebody asks for it.'
          )}
        </Text>
        {hold ? <Lift /> : <Begin />}
      </Group>
    </Section>
  );
}

const Begin = () => (
  <FormDialog
    title="Begin a legal hold"
    does="Begin the hold"
    fields={{ intent: 'hold' }}
    target={(open) => (
      <Button variant="default" onClick={open}>
        Begin a legal hold
      </Button>
    )}
  >
    {(problem) => (
      <TextInput
        name="reason"
        label="Reason"
        description="For your colleagues: the case, and who asked for it."
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
    What has become too old meanwhile is removed by the next nightly run, and erasures are possible again.
  </Confirm>
);
