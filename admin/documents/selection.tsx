import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { Changed } from '../../shared/contract/library.panel.ts';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count, plural } from '../components/quantities.ts';
import type { Document } from '../types.ts';

const MOST_NAMED = 5;

type Props = {
  documents: Document[];
  chosen: Document[];
  choose: (ids: string[]) => void;
};

/** What can be done with the chosen documents of the page. */
export function Selection({ documents, chosen, choose }: Props) {
  const fetcher = useFetcher<{ done?: Changed }>({ key: 'documents' });
  const ids = chosen.map(({ document_id }) => document_id).join(',');
  const number = count(chosen.length);
  const what = chosen.length === 1 ? 'document' : 'documents';
  const tags = [...new Set(chosen.flatMap(tagsOf))].sort();
  const done = fetcher.state === 'idle' ? fetcher.data?.done : undefined;
  const seen = useRef<unknown>(undefined);
  useEffect(() => {
    if (!done || seen.current === done) return;
    seen.current = done;
    choose(done.skipped.map(({ document_id }) => document_id));
  }, [done, choose]);
  const chunks = chosen.reduce((sum, { chunk_count }) => sum + chunk_count, 0);
  const isAll = chosen.length === documents.length;
  return (
    <div className="selection">
      <Group gap="sm" px="md" py="xs" justify="space-between">
        <label className="pick-all">
          <input
            type="checkbox"
            className="pick"
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = chosen.length > 0 && !isAll;
            }}
            onChange={() => choose(isAll ? [] : documents.map(({ document_id }) => document_id))}
          />
          {chosen.length > 0 ? `${number} chosen` : 'Choose all on this page'}
        </label>
        {chosen.length > 0 && (
          <Group gap="xs">
            <fetcher.Form method="post">
              <input type="hidden" name="intent" value="change" />
              <input type="hidden" name="document_ids" value={ids} />
              <Button
                type="submit"
                name="change"
                value="retry"
                variant="default"
                size="xs"
                loading={fetcher.state !== 'idle'}
              >
                Retry or fetch again
              </Button>
            </fetcher.Form>
            <TagDialog ids={ids} change="tag" title={`Add a tag to ${number} ${what}`} tags={tags} />
            {tags.length > 0 && (
              <TagDialog ids={ids} change="untag" title={`Remove a tag from ${number} ${what}`} tags={tags} />
            )}
            <Confirm
              title={`Delete ${number} ${what}?`}
              does={`Delete ${number} ${what}`}
              fields={{ intent: 'delete-many', document_ids: ids }}
              fetcherKey="documents"
              target={(open) => (
                <Button variant="default" size="xs" onClick={open}>
                  Delete…
                </Button>
              )}
            >
              {chosen.slice(0, MOST_NAMED).map(({ document_id, name }) => (
                <div key={document_id}>
                  <b>{name}</b>
                </div>
              ))}
              {chosen.length > MOST_NAMED && <div>and {count(chosen.length - MOST_NAMED)} others</div>}
              <Text size="sm" mt="sm">
                They go with their {plural(chunks, 'chunk')}, vectors and originals. Past answers that quote
                them lose their text. This cannot be undone.
              </Text>
            </Confirm>
          </Group>
        )}
      </Group>
      <Refused problem={fetcher.state === 'idle' ? problemIn(fetcher.data) : undefined} />
      {done && (
        <Alert color={done.skipped.length > 0 ? 'yellow' : 'teal'} variant="light" role="status" m="sm">
          {count(done.changed)} {done.changed === 1 ? 'document' : 'documents'} changed.
          {done.skipped.length > 0 && (
            <ul className="relevance">
              {done.skipped.slice(0, MOST_NAMED).map(({ document_id, name, reason }) => (
                <li key={document_id}>
                  {name}: {reason}
                </li>
              ))}
              {done.skipped.length > MOST_NAMED && (
                <li>and {count(done.skipped.length - MOST_NAMED)} others</li>
              )}
            </ul>
          )}
        </Alert>
      )}
    </div>
  );
}

type TagProps = { ids: string; change: 'tag' | 'untag'; title: string; tags: string[] };

const TagDialog = ({ ids, change, title, tags }: TagProps) => (
  <FormDialog
    title={title}
    does={change === 'tag' ? 'Add tag' : 'Remove tag'}
    fields={{ intent: 'change', document_ids: ids, change }}
    target={(open) => (
      <Button variant="default" size="xs" onClick={open}>
        {change === 'tag' ? 'Add tag…' : 'Remove tag…'}
      </Button>
    )}
  >
    {(problem) => (
      <>
        <TextInput
          name="tag"
          label="Tag"
          description="It is kept in metadata.tags, so searches and keys can filter by it."
          inputWrapperOrder={INPUT_FIRST}
          maxLength={50}
          required
          autoComplete="off"
          list={`tags-${change}`}
          error={problem?.fields['tag']}
          data-autofocus
        />
        <datalist id={`tags-${change}`}>
          {tags.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
      </>
    )}
  </FormDialog>
);

/** The tags of a document; a text alone is one. */
export const tagsOf = ({ metadata: { tags } }: Document): string[] =>
  [tags ?? []].flat().filter((tag): tag is string => typeof tag === 'string');
