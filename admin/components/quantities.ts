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

/** A price as it was entered, `12.5` as `$12.50`: no digit of it is lost. */
export const price = (value: string): string => {
  const [whole, part = ''] = value.split('.');
  return part || Number(whole) !== 0 ? `$${whole}.${part.padEnd(2, '0')}` : '$0';
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

const wholeDays = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The day of a time in UTC, or a calendar day, as `23 Nov 2026`. */
export const dayOf = (time: string): string => wholeDays.format(new Date(time));

/** `2026-11` as `November 2026`. */
export const monthName = (month: string): string => months.format(new Date(`${month}-01T00:00:00Z`));

/** A calendar day, `2026-11-23`, as `23 Nov`. */
export const dayName = (day: string): string => dayNames.format(new Date(`${day}T00:00:00Z`));
