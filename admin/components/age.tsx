import { Text } from '@mantine/core';

const units: [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
];

/** The time between two moments of the server's clock: `45 s`, `3 min`, `2 h`, `5 d`. */
export function ageOf(at: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 1000));
  const [size, name] = units.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${name}`;
}

/** An age, with the exact time as a tooltip; a dash if there is none. */
export function Age({ at, now, suffix = '' }: { at: string | null; now: string; suffix?: string }) {
  if (!at) return <Text span inherit c="dimmed" aria-label="none" children="–" />;
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {ageOf(at, now)}
      {suffix}
    </time>
  );
}
