import { Badge } from '@mantine/core';

/** Of an answer that the built-in model has put together from sentences of the documents. */
export const ExtractBadge = () => (
  <Badge
    variant="default"
    tt="none"
    size="sm"
    title="Quoted from the documents word for word; no model has written it"
  >
    extract
  </Badge>
);
