/** What a chunk is found by: its text below its headings, and below the header of its table if that is in another chunk. */
export const searchedText = (chunk: {
  headings: string[];
  tableHeader: string | null;
  text: string;
}): string =>
  [...chunk.headings, ...(chunk.tableHeader === null ? [] : [chunk.tableHeader]), chunk.text].join('\n');
