import { Button, Group, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, type FormEvent } from 'react';
import { problemIn } from '../components/problem.tsx';

/** People type addresses as browsers show them, without a scheme. */
function complete({ currentTarget }: FormEvent<HTMLFormElement>) {
  const field = currentTarget.elements.namedItem('url') as HTMLInputElement;
  const address = field.value.trim();
  field.value = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}

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
    <fetcher.Form method="post" ref={form} onSubmit={complete}>
      <input type="hidden" name="intent" value="add-url" />
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          name="url"
          inputMode="url"
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
