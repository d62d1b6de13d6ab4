import { Button, Collapse, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { Form, useNavigation, useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { SearchIcon } from '../components/icons.tsx';
import type { Key } from '../types.ts';
import { outcomeNames } from './outcome-names.ts';

/** The filters behind the search field, by their names in the address. */
export const conversationFilters = ['end_user_id', 'key_id', 'outcome', 'feedback', 'from', 'to'];

/** The search field, and the filters behind it. */
export function ConversationFilters({ keys }: { keys: Key[] }) {
  const [search] = useSearchParams();
  const [opened, setOpened] = useState(conversationFilters.some((name) => search.get(name)));
  const busy = useNavigation().state === 'loading';
  const given = (name: string) => search.get(name) ?? '';
  return (
    <Form role="search">
      <Stack gap="sm">
        <Group gap="xs" align="flex-end">
          <TextInput
            name="words"
            aria-label="Words"
            placeholder="Search messages, or a session id"
            leftSection={<SearchIcon size={16} />}
            defaultValue={given('words')}
            maxLength={200}
            style={{ flex: '1 1 240px' }}
          />
          <Button type="submit" variant="default" loading={busy}>
            Search
          </Button>
          <Button variant="subtle" onClick={() => setOpened(!opened)} aria-expanded={opened}>
            Filters
          </Button>
        </Group>
        <Collapse expanded={opened}>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} spacing="sm">
            <TextInput
              name="end_user_id"
              label="End user"
              placeholder="exact id"
              defaultValue={given('end_user_id')}
            />
            <NativeSelect
              name="key_id"
              label="Key"
              defaultValue={given('key_id')}
              data={[
                { value: '', label: 'any' },
                { value: 'panel', label: 'playground' },
                ...keys.map(({ key_id, name }) => ({ value: key_id, label: name })),
              ]}
            />
            <NativeSelect
              name="outcome"
              label="Answer"
              defaultValue={given('outcome')}
              data={[
                { value: '', label: 'any' },
                ...Object.entries(outcomeNames).map(([value, label]) => ({ value, label })),
              ]}
            />
            <NativeSelect
              name="feedback"
              label="Feedback"
              defaultValue={given('feedback')}
              data={[
                { value: '', label: 'any' },
                { value: 'up', label: 'good' },
                { value: 'down', label: 'bad' },
              ]}
            />
            <TextInput type="date" name="from" label="From" defaultValue={given('from')} />
            <TextInput type="date" name="to" label="To" defaultValue={given('to')} />
          </SimpleGrid>
        </Collapse>
      </Stack>
    </Form>
  );
}
