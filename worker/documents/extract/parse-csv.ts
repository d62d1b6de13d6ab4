/** Rows of fields (RFC 4180: quoted fields may contain delimiters, line ends and doubled quotes). Linear. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < text.length) {
    const [field, end] = readField(text, position, delimiter);
    row.push(field);
    position = end + 1;
    if (text[end] === delimiter && position < text.length) continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

function readField(text: string, start: number, delimiter: string): [field: string, end: number] {
  let value = '';
  let position = start;
  if (text[start] === '"') {
    for (position += 1; ;) {
      const quote = text.indexOf('"', position);
      if (quote < 0) return [value + text.slice(position), text.length];
      value += text.slice(position, quote);
      position = quote + 1;
      if (text[position] !== '"') break;
      value += '"';
      position += 1;
    }
  }
  const rest = position;
  while (position < text.length && text[position] !== delimiter && text[position] !== '\n') position++;
  return [(value + text.slice(rest, position)).trim(), position];
}

/** The delimiter that splits the first lines into the same, largest number of fields; null if none does. */
export function findDelimiter(text: string): string | null {
  const sample = text.slice(0, 20_000).split('\n').slice(0, 20).join('\n');
  let best: string | null = null;
  let bestScore = 0;
  for (const delimiter of [',', ';', '\t', '|']) {
    const widths = parseCsv(sample, delimiter).map((row) => row.length);
    const width = widths[0] ?? 1;
    const score = width < 2 ? 0 : (widths.filter((other) => other === width).length / widths.length) * width;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}
