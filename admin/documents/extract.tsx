import { Fragment } from 'react';
import type { DocumentView } from '../types.ts';

type Props = {
  extract: NonNullable<DocumentView['extract']>;
  chunks: DocumentView['chunks'];
  chosen: number | undefined;
  choose: (ordinal: number) => void;
};

/** The extracted text with the chunks in alternating shades, and the selected one highlighted. */
export function Extract({ extract, chunks, chosen, choose }: Props) {
  const slice = (start: number, end: number) =>
    extract.text.slice(Math.max(0, start - extract.start), Math.max(0, end - extract.start));
  let at = extract.start;
  return (
    <>
      {chunks.map(({ ordinal, start, end }) => {
        const between = slice(at, start);
        at = Math.max(at, end);
        return (
          <Fragment key={ordinal}>
            <span className="outside">{between}</span>
            <mark
              className={ordinal % 2 === 0 ? 'even' : 'odd'}
              data-chosen={ordinal === chosen || undefined}
              onClick={() => choose(ordinal)}
            >
              {slice(start, end)}
            </mark>
          </Fragment>
        );
      })}
      <span className="outside">{slice(at, extract.start + extract.text.length)}</span>
    </>
  );
}
