import type { Filter } from '../../../shared/contract/filter.ts';
import type { AppCall } from '../../call.ts';

/** What a document must match: the filter of the caller's key and, if there is one, that of the request. */
export const filtersOf = ({ actor }: AppCall, requested?: Filter): Filter[] =>
  [actor.kind === 'key' ? actor.filter : undefined, requested].filter((filter) => filter !== undefined);
