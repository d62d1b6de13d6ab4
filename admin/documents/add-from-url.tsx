import { Button, Group, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { problemIn } from '../components/problem.tsx';

/** Takes the address of a page, which the service fetches; it stands in the list as soon as it is taken. */
export function AddFromUrl() {
  const fetcher = useFetcher();
  const form = useRef<HTMLFormElement>(null);
  const problem = problemIn(fetcher.data);
  const done = fetcher.state === 'idle' && fetcher.data !== undefined && !problem;
  useEffect(() => {
    if (done) form.current?.reset();
  }, [done, fetcher.data]);
  return (
    <fetcher.Form method="post" ref={form}>
      <input type="hidden" name="intent" value="add-url" />
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          name="url"
          type="url"
          required
          maxLength={2_000}
          aria-label="Address of a page"
          placeholder="https://example.com/handbook"
          error={problem && (problem.fields['url'] ?? problem.message)}
          style={{ flex: 1 }}
        />
        <Button type="submit" variant="default" loading={fetcher.state !== 'idle'}>
          Add from URL
        </Button>
      </Group>
    </fetcher.Form>
  );
}
