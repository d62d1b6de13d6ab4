import { Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import type { RequestErasure } from '../../shared/contract/erasures.ts';
import { ErasurePreview } from './erasure-preview.tsx';

type Props = {
  appId: string;
  what: string;
  subject: RequestErasure;
  /** What is to be typed in. */
  name: string;
  target: (open: () => void) => ReactNode;
};

/** Erases for good, after it has shown what goes and the name was typed. The page's action has the intent `erase`. */
export const EraseDialog = ({ appId, what, subject, name, target }: Props) => (
  <FormDialog
    title={`Erase this ${what} for good?`}
    does={`Erase ${what}`}
    destroys
    fields={{ intent: 'erase', name }}
    target={target}
  >
    {(problem) => (
      <Stack gap="sm">
        <ErasurePreview appId={appId} subject={subject} />
        <Text size="sm" c="dimmed">
          This cannot be undone. Costs stay, without any text. A signed receipt follows on the Privacy page.
        </Text>
        <TextInput
          name="typed"
          label="Type this to confirm"
          description={name}
          styles={{ description: { overflowWrap: 'anywhere' } }}
          required
          autoComplete="off"
          error={problem?.fields['typed']}
          data-autofocus
        />
      </Stack>
    )}
  </FormDialog>
);
