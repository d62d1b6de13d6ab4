import { Button } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { ArchiveIcon } from '../components/icons.tsx';
import { problemIn, Refused } from '../components/problem.tsx';

/** Archives or restores an app or workspace. It can be undone, so there is no confirmation. */
export function ArchiveButton({ archived, what }: { archived: boolean; what: string }) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={archived ? 'restore' : 'archive'} />
      <Button
        type="submit"
        variant="default"
        leftSection={<ArchiveIcon size={16} />}
        loading={fetcher.state !== 'idle'}
      >
        {archived ? `Restore ${what}` : `Archive ${what}`}
      </Button>
      <Refused problem={problemIn(fetcher.data)} />
    </fetcher.Form>
  );
}
