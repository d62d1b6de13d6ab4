// Actions for an existing key: rotate it, change its limits and origins.
import { Button, Group, NativeSelect, Text, Textarea } from '@mantine/core';
import type { Key } from '../types.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { LimitFields } from './limit-fields.tsx';
import { Moment } from '../components/moment.tsx';
import { Reveal } from '../components/reveal.tsx';

type Rotated = { secret: string; old_works_until: string };

const overlaps = [
  { value: '0', label: 'no longer' },
  { value: '1', label: 'for an hour' },
  { value: '24', label: 'for a day' },
  { value: '168', label: 'for a week' },
  { value: '720', label: 'for 30 days' },
];

export function KeyActions({ apiKey: key }: { apiKey: Key }) {
  return (
    <Group gap={4} wrap="nowrap">
      <FormDialog<Rotated>
        title={
          <>
            Rotate <bdi>{key.name}</bdi>
          </>
        }
        does="Rotate key"
        fields={{ intent: 'rotate-key', key_id: key.key_id }}
        target={(open) => <Act does="Rotate" of={key.name} open={open} />}
        reveal={{
          title: 'New secret',
          show: ({ secret, old_works_until }, close) => (
            <Reveal label="Key" value={secret} onDone={close}>
              {secret.startsWith('sk_') && 'Copy it now: it is shown only once. '}
              {Date.parse(old_works_until) > Date.now() ? (
                <>
                  The old one works until <Moment at={old_works_until} /> and is refused as{' '}
                  <b>api_key_rotated</b> from then on.
                </>
              ) : (
                <>
                  The old one is refused as <b>api_key_rotated</b> from now on.
                </>
              )}
            </Reveal>
          ),
        }}
      >
        {(problem) => (
          <>
            <Text size="sm">
              The key gets a new secret; everything else stays. Replace the secret wherever the key is used
              before the old one stops working.
            </Text>
            <NativeSelect
              name="overlap_hours"
              label="The old secret keeps working"
              defaultValue="24"
              data={overlaps}
              error={problem?.fields['overlap_hours']}
            />
          </>
        )}
      </FormDialog>
      <FormDialog
        title={
          <>
            Change <bdi>{key.name}</bdi>
          </>
        }
        does="Save"
        fields={{ intent: 'change-key', key_id: key.key_id }}
        target={(open) => <Act does="Change" of={key.name} open={open} />}
      >
        {(problem) => (
          <>
            <LimitFields
              limits={key.limits}
              empty="Empty means the server’s default, 0 means no limit."
              problem={problem?.fields['limits']}
            />
            <Textarea
              name="allowed_origins"
              label="Allowed origins"
              description={
                key.kind === 'publishable'
                  ? 'One per line, at least one. A leading *. stands for one label.'
                  : 'One per line. Empty: the key cannot be used in browsers.'
              }
              placeholder={'https://www.example.com\nhttps://*.example.com'}
              defaultValue={key.allowed_origins.join('\n')}
              required={key.kind === 'publishable'}
              autosize
              minRows={2}
              maxRows={8}
              error={problem?.fields['allowed_origins']}
            />
          </>
        )}
      </FormDialog>
    </Group>
  );
}

const Act = ({ does, of, open }: { does: string; of: string; open: () => void }) => (
  <Button onClick={open} variant="subtle" size="compact-sm" aria-label={`${does} ${of}`}>
    {does}
  </Button>
);
