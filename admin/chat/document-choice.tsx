import { Group, MultiSelect, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { MOST_CHOSEN } from '../../shared/contract/most-chosen.ts';
import { api, messageOf } from '../api.client.ts';
import { count } from '../components/quantities.ts';
import type { Chosen } from './chosen.ts';
import { documentValue, tagValue, toChosen, type ChosenItem } from './use-named.ts';

const CHOSEN = 'Chosen';

type Offer = Awaited<ReturnType<typeof api.library.offer.query>>;

type Props = {
  appId: string;
  label: string;
  chosen: ChosenItem[];
  change: (chosen: Chosen) => void;
  /** Names of what may be chosen next. */
  note: (documents: Offer['documents']) => void;
};

/** Chooses documents by their names, and tags. */
export function DocumentChoice({ appId, label, chosen, change, note }: Props) {
  const [words, setWords] = useState('');
  const { offer, problem, isSearching } = useOffer(appId, words);
  const picked = chosen.map(({ value, label: name }) => ({ value, label: name }));
  const isPicked = ({ value }: { value: string }) => chosen.some((item) => item.value === value);
  const documents = offer.documents
    .map(({ document_id, name }) => ({ value: documentValue(document_id), label: name }))
    .filter((option) => !isPicked(option));
  const tags = offer.tags
    .map(({ tag }) => ({ value: tagValue(tag), label: `Tag: ${tag}` }))
    .filter((option) => !isPicked(option));
  const about = new Map([
    ...offer.documents.map(({ document_id, status }): [string, string] => [
      documentValue(document_id),
      status === 'ready' ? '' : status === 'failed' ? 'failed' : 'not ready yet',
    ]),
    ...offer.tags.map((one): [string, string] => [
      tagValue(one.tag),
      `${count(one.count)} ${one.count === 1 ? 'document' : 'documents'}`,
    ]),
  ]);
  const found = documents.length + tags.length;
  return (
    <div>
      <MultiSelect
        label={label}
        description="If you choose none, all documents are searched. Choose a tag to search every document that has it."
        placeholder={chosen.length === 0 ? 'Part of a name, or a tag' : undefined}
        data={[
          // The names of what is chosen are taken from here, too.
          { group: CHOSEN, items: picked },
          {
            group:
              offer.more > 0
                ? `Documents: ${count(offer.documents.length)} of ${count(offer.documents.length + offer.more)}`
                : 'Documents',
            items: documents,
          },
          { group: 'Tags', items: tags },
        ]}
        value={picked.map(({ value }) => value)}
        onChange={(values) => {
          note(offer.documents);
          change(toChosen(values));
        }}
        searchable
        searchValue={words}
        onSearchChange={setWords}
        // The server has searched.
        filter={({ options }) =>
          options.filter((one) => 'group' in one && one.group !== CHOSEN && one.items.length > 0)
        }
        hidePickedOptions
        clearable
        clearButtonProps={{ 'aria-label': `Search all documents again: ${label}` }}
        maxValues={MOST_CHOSEN}
        // The list scrolls itself: screen readers know it as the field's own.
        withScrollArea={false}
        classNames={{ options: 'choices' }}
        renderOption={({ option }) => (
          <Group justify="space-between" wrap="nowrap" gap="sm" flex={1}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {option.label}
            </Text>
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {about.get(option.value)}
            </Text>
          </Group>
        )}
      />
      <Text size="xs" c={problem ? 'red' : 'dimmed'} mt={4} role="status">
        {problem ||
          (words.trim() && !isSearching && found === 0 ? 'No other document or tag has these words.' : '')}
      </Text>
    </div>
  );
}

const NOTHING: Offer = { documents: [], more: 0, tags: [] };

/** What the server offers for the words, a moment after they were typed. */
function useOffer(appId: string, words: string) {
  const [typed] = useDebouncedValue(words.trim(), 200);
  const [result, setResult] = useState({ of: undefined as string | undefined, offer: NOTHING, problem: '' });
  useEffect(() => {
    let isWanted = true;
    api.library.offer.query({ app_id: appId, words: typed }).then(
      (offer) => isWanted && setResult({ of: typed, offer, problem: '' }),
      (error: unknown) => isWanted && setResult({ of: typed, offer: NOTHING, problem: messageOf(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [appId, typed]);
  return { ...result, isSearching: result.of !== words.trim() };
}
