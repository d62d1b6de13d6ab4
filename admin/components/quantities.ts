// Formatting of numbers, the same on the server and in every browser.
const whole = new Intl.NumberFormat('en');
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 });

export const count = (value: number): string => whole.format(value);

/** A count with its noun: "1 chunk", "2 chunks". */
export const plural = (number: number, one: string, many = `${one}s`) =>
  `${count(number)} ${number === 1 ? one : many}`;

/** US dollars. Small amounts keep their digits; an unknown price is a dash. */
export const money = (value: number | null): string => {
  if (value === null) return '–';
  return value !== 0 && Math.abs(value) < 0.1 ? fine.format(value) : dollars.format(value);
};

export const bytes = (value: number): string => {
  const units = ['B', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const scaled = value / 1000 ** step;
  return `${scaled.toFixed(step === 0 || scaled >= 100 ? 0 : 1)} ${units[step]}`;
};

/** A limit as the operator set it, in MB of 1,048,576 bytes. */
export const megabytes = (value: number): string => `${count(Math.floor(value / 1_048_576))} MB`;

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dayNames = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** For axes: 1.2K, 3M. */
export const compact = (value: number): string => short.format(value);

export const milliseconds = (value: number): string =>
  value < 1000 ? `${whole.format(value)} ms` : `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} s`;

/** A calendar day, `2026-11-23`, as `23 Nov`. */
export const dayName = (day: string): string => dayNames.format(new Date(`${day}T00:00:00Z`));
