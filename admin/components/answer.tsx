import { Fragment } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';

const MARKERS = /(\[\d{1,3}(?:\s*,\s*\d{1,3})*\])/;

type Props = { text: string; citations: Citation[]; open: (citation: Citation) => void };

/** An answer's text; its [n] open what they cite. */
export function Answer({ text, citations, open }: Props) {
  return (
    <div className="answer">
      {text.split(MARKERS).map((part, place) => {
        if (place % 2 === 0) return <Fragment key={place}>{part}</Fragment>;
        return part
          .slice(1, -1)
          .split(',')
          .map((number) => {
            const citation = citations.find(({ index }) => index === Number(number));
            if (!citation) return <Fragment key={`${place} ${number}`}>[{number.trim()}]</Fragment>;
            return (
              <button
                key={`${place} ${number}`}
                type="button"
                className="cite"
                onClick={() => open(citation)}
                aria-label={`Source ${citation.index}: ${citation.document_name}`}
                title={citation.document_name}
              >
                {citation.index}
              </button>
            );
          });
      })}
    </div>
  );
}
