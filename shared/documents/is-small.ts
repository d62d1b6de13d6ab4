/** A text of a few pages costs less to read than a job and transactions of its own. */
const MOST_BYTES = 32_768;
const TEXTS = new Set(['text/plain', 'text/markdown', 'text/html', 'text/csv', 'application/json']);

/** Whether a new document may be ingested together with others. */
export const isSmall = ({ bytes, mediaType }: { bytes: number; mediaType: string }): boolean =>
  bytes <= MOST_BYTES && TEXTS.has(mediaType);
