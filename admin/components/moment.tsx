import { useSyncExternalStore } from 'react';

const never = () => () => {};
const styles: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

/** A time in the reader's time zone; in UTC until the script runs, so that server and browser render the same. */
export function Moment({ at }: { at: string }) {
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const text = new Intl.DateTimeFormat('en-GB', runs ? styles : { ...styles, timeZone: 'UTC' }).format(
    new Date(at),
  );
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {text}
    </time>
  );
}
