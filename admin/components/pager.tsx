import { Button, Group, Text } from '@mantine/core';
import { Link, useSearchParams } from '@remix-run/react';

type Props = { page: number; pages: number; name?: string };

/** Links to the previous and next page. Other filters are kept. */
export function Pager({ page, pages, name = 'page' }: Props) {
  const [search] = useSearchParams();
  if (pages <= 1) return null;
  const to = (number: number) => {
    const next = new URLSearchParams(search);
    next.set(name, String(number));
    next.delete('at');
    return `?${next}`;
  };
  return (
    <Group component="nav" justify="space-between" p="sm" aria-label="Pages">
      <Text size="sm" c="dimmed">
        Page {page} of {pages}
      </Text>
      <Group gap="xs">
        {page > 1 && (
          <Button component={Link} to={to(page - 1)} variant="default" size="xs" preventScrollReset>
            Previous
          </Button>
        )}
        {page < pages && (
          <Button component={Link} to={to(page + 1)} variant="default" size="xs" preventScrollReset>
            Next
          </Button>
        )}
      </Group>
    </Group>
  );
}
