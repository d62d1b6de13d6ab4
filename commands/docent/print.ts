import Table from 'cli-table3';

/** A line for people or for another program. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A line about the work itself: not part of the result. */
export const note = (text: string): void => void process.stderr.write(`${text}\n`);

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** Rows under their headings; columns by their place. */
export function printTable(head: string[], rows: (string | number)[][]): void {
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      right: '',
      'right-mid': '',
      mid: '',
      'mid-mid': '',
      middle: '  ',
    },
  });
  table.push(...rows);
  print(table.toString());
}

export const dollars = (value: number | null): string => (value === null ? '–' : `$${value.toFixed(4)}`);
