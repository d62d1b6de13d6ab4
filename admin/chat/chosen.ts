// Documents and tags that a question of the playground is restricted to, in the address and as a filter.
import type { Filter } from '../../shared/contract/filter.ts';
import { MOST_CHOSEN } from '../../shared/contract/most-chosen.ts';

/** Ids of documents, and tags. A document is searched if it is one of them or has one of the tags. Without any: all are. */
export type Chosen = { documents: string[]; tags: string[] };

export const ALL: Chosen = { documents: [], tags: [] };

export const isAll = ({ documents, tags }: Chosen): boolean => documents.length + tags.length === 0;

export function filterOf({ documents, tags }: Chosen): Filter | undefined {
  const parts: Filter[] = [];
  if (documents.length > 0) parts.push({ document_ids: documents });
  if (tags.length > 0) parts.push({ metadata: { tags: { in: tags } } });
  return parts.length > 1 ? { or: parts } : parts[0];
}

/** What is longer than an id or a tag can be, or cannot be stored, is none. */
const valuesOf = (search: URLSearchParams, name: string, longest: number): string[] =>
  [...new Set(search.getAll(name))]
    .filter((value) => value && value.length <= longest && !value.includes('\0'))
    .slice(0, MOST_CHOSEN);

/** @param prefix of the names in the address: each of two conversations has its own choice */
export const readChosen = (search: URLSearchParams, prefix = ''): Chosen => ({
  documents: valuesOf(search, `${prefix}document`, 100),
  tags: valuesOf(search, `${prefix}tag`, 50),
});

export const writeChosen = ({ documents, tags }: Chosen, prefix = ''): [string, string][] => [
  ...documents.map((id): [string, string] => [`${prefix}document`, id]),
  ...tags.map((tag): [string, string] => [`${prefix}tag`, tag]),
];
