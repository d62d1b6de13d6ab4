import { Button, Group, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import { EraseIcon } from '../components/icons.tsx';
import { Section } from '../components/section.tsx';

type Props = { what: 'app' | 'workspace'; name: string; children: ReactNode };

/** Erases an app or workspace after its name was typed. Handled by the page's action with the intent `erase`. */
export function EraseSection({ what, name, children }: Props) {
  return (
    <Section
      id="erase"
      title="Erase"
      about="This cannot be undone. A restored backup is erased again before it is used."
    >
      <Group p="lg" justify="space-between">
        <Text size="sm" maw={560}>
          {children}
        </Text>
        <FormDialog
          title={`Erase this ${what} for good?`}
          does={`Erase ${what}`}
          destroys
          fields={{ intent: 'erase' }}
          target={(open) => (
            <Button color="red" variant="light" leftSection={<EraseIcon size={16} />} onClick={open}>
              Erase {what}
            </Button>
          )}
        >
          {() => (
            <TextInput
              name="name"
              label={`Type the name of the ${what} to confirm`}
              description={name}
              required
              autoComplete="off"
              data-autofocus
            />
          )}
        </FormDialog>
      </Group>
    </Section>
  );
}
