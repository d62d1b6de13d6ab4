import { Badge, Text } from '@mantine/core';
import type { ChosenItem } from './use-named.ts';

type Props = {
  items: ChosenItem[];
  /** Takes away what no longer exists; without it, the reader may not. */
  drop: ((values: string[]) => void) | undefined;
};

/** Which documents a conversation of the playground searches, and what is wrong with the choice. */
export function ChosenLine({ items, drop }: Props) {
  const gone = items.filter(({ state }) => state === 'gone' || state === 'empty');
  const warnings = warningsOf(items);
  return (
    <div className="only">
      <Text size="xs" c="dimmed" component="span">
        {items.length === 0 ? 'All documents are searched.' : 'Searched only:'}
      </Text>
      {items.length > 0 && (
        <ul aria-label="Documents that are searched">
          {items.map(({ value, label, state }) => (
            <li key={value}>
              <Badge
                variant={state === 'ready' || state === 'unknown' ? 'default' : 'light'}
                color={state === 'failed' || state === 'gone' ? 'red' : 'yellow'}
                className={state === 'ready' || state === 'unknown' ? undefined : 'state'}
                tt="none"
                fw={500}
                title={label}
                maw={260}
              >
                {label}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <div role="status">
        {warnings.map((warning) => (
          <Text key={warning} size="xs" className="warning">
            {warning}
          </Text>
        ))}
      </div>
      {drop && gone.length > 0 && (
        <button type="button" className="plain small" onClick={() => drop(gone.map(({ value }) => value))}>
          Remove {gone.length === 1 ? 'it' : 'them'} from the choice
        </button>
      )}
    </div>
  );
}

const listed = new Intl.ListFormat('en', { type: 'conjunction' });

function warningsOf(items: ChosenItem[]): string[] {
  const about = (kind: 'document' | 'tag', state: ChosenItem['state'], says: (s: string) => string) => {
    const labels = items
      .filter((item) => item.state === state && item.value.startsWith(`${kind}:`))
      .map(({ label }) => (kind === 'tag' ? label.slice('Tag: '.length) : label));
    return labels.length > 0 ? [says(listed.format(labels))] : [];
  };
  const isEmpty = items.length > 0 && !items.some(({ state }) => state === 'ready' || state === 'unknown');
  return [
    ...about('document', 'gone', (names) => `No longer there: ${names}.`),
    ...about('document', 'failed', (names) => `Could not be read, so it is not searched: ${names}.`),
    ...about('document', 'waiting', (names) => `Not ready yet, so it is not searched yet: ${names}.`),
    ...about('tag', 'empty', (names) => `No document has the tag ${names}.`),
    ...about('tag', 'failed', (names) => `No document with the tag ${names} could be read.`),
    ...about('tag', 'waiting', (names) => `No document with the tag ${names} is ready.`),
    ...(isEmpty ? ['So there is nothing to search, and the next question will be refused.'] : []),
  ];
}
