/**
 * A table as Markdown. The first row is its header. Rows may have gaps and different lengths; empty rows are left out.
 * @returns an empty string for a table without text
 */
export function writeTable(rows: (string | undefined)[][]): string {
  // Array.from, because rows with gaps are sparse.
  const filled = Array.from(rows, (row) => Array.from(row ?? [], (cell) => oneLine(cell ?? ''))).filter(
    (row) => row.some((cell) => cell !== ''),
  );
  if (filled.length === 0) return '';
  const width = Math.max(...filled.map((row) => row.length));
  const lines = filled.map(
    (row) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? '').join(' | ')} |`,
  );
  lines.splice(1, 0, `|${' --- |'.repeat(width)}`);
  return lines.join('\n');
}

const oneLine = (cell: string): string => cell.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
