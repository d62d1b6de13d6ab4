import { useSyncExternalStore } from 'react';

const never = () => () => {};
const style: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
// Made once: a formatter costs a hundred times what it formats, and pages show hundreds of times.
const ofReader = new Intl.DateTimeFormat('en-GB', style);
const inUtc = new Intl.DateTimeFormat('en-GB', { ...style, timeZone: 'UTC' });

/** A time in the reader's time zone; in UTC until the script runs, so that server and browser render the same. */
export function Moment({ at }: { at: string }) {
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {(runs ? ofReader : inUtc).format(new Date(at))}
    </time>
  );
}
