import { Button, Group, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { problemIn } from '../components/problem.tsx';

/** Adds a document from a URL. It appears in the list at once. */
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
          aria-label="URL of a page"
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
