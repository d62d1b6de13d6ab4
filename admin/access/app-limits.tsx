import { Button, Card, Group, Stack } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { Limits } from '../../shared/contract/keys.panel.ts';
import { useMay } from '../may.ts';
import { LimitFields } from './limit-fields.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';

/** Limits for all keys of an app together. */
export function AppLimits({ limits }: { limits: Limits }) {
  const fetcher = useFetcher();
  const mayChange = useMay('admin');
  const problem = problemIn(fetcher.data);
  const saved = fetcher.state === 'idle' && fetcher.data && !problem;
  return (
    <Section
      id="limits"
      title="Limits"
      about="For all keys of the app together. Each key can have its own limits too."
    >
      <Card padding="lg" component={fetcher.Form} {...{ method: 'post' }}>
        <input type="hidden" name="intent" value="limits" />
        <Stack>
          <Refused problem={problem} />
          <LimitFields
            limits={limits}
            empty="Empty or 0 means no limit."
            problem={problem?.fields['limits']}
            disabled={!mayChange}
          />
          {mayChange && (
            <Group justify="flex-end">
              <span role="status" className="saved">
                {saved ? 'Saved' : ''}
              </span>
              <Button type="submit" loading={fetcher.state !== 'idle'}>
                Save limits
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
    </Section>
  );
}
