// Renders an answer: Markdown becomes React elements, so nothing in it can run. HTML stays text, images become their
// alternative text, links are those the server allowed, and [n] opens the citation.
import { Lexer, type MarkedToken, type Token } from 'marked';
import { Fragment, type ReactNode } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';

const MARKERS = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/;
const WEB = /^(https?:|mailto:)/i;

type Cite = (number: string) => ReactNode;
type Props = { text: string; citations: Citation[]; open: (citation: Citation) => void };

export function Answer({ text, citations, open }: Props) {
  const cite: Cite = (number) => {
    const citation = citations.find(({ index }) => index === Number(number));
    if (!citation) return `[${number}]`;
    return (
      <button
        type="button"
        className="cite"
        onClick={() => open(citation)}
        aria-label={`Source ${citation.index}: ${citation.document_name}`}
        title={citation.document_name}
      >
        {citation.index}
      </button>
    );
  };
  return (
    <div className="answer" dir="auto">
      {shown(Lexer.lex(text), cite)}
    </div>
  );
}

const shown = (tokens: Token[] | undefined, cite: Cite): ReactNode =>
  tokens?.map((token, position) => <Fragment key={position}>{element(token as MarkedToken, cite)}</Fragment>);

function element(token: MarkedToken, cite: Cite): ReactNode {
  const inside = () => shown('tokens' in token ? token.tokens : undefined, cite);
  switch (token.type) {
    case 'paragraph':
      return <p>{inside()}</p>;
    case 'heading':
      // A heading in an answer is not a heading of the page.
      return (
        <p>
          <strong>{inside()}</strong>
        </p>
      );
    case 'strong':
      return <strong>{inside()}</strong>;
    case 'em':
      return <em>{inside()}</em>;
    case 'del':
      // One tilde is a range: "10~20 to 30~40".
      return token.raw.startsWith('~~') ? <del>{inside()}</del> : <>~{inside()}~</>;
    case 'blockquote':
      return <blockquote>{inside()}</blockquote>;
    case 'list': {
      const items = token.items.map((item, position) => <li key={position}>{shown(item.tokens, cite)}</li>);
      return token.ordered ? <ol start={token.start || 1}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <AnswerTable {...token} cite={cite} />;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      // A list of sources such as `[1]: address` would turn the citations into links.
      if (MARKERS.test(token.raw) && !token.raw.endsWith(')')) return withCitations(token.raw, cite);
      return WEB.test(token.href) ? (
        <a href={token.href} target="_blank" rel="noreferrer nofollow">
          {inside()}
        </a>
      ) : (
        inside()
      );
    case 'image':
    case 'escape':
      return token.text;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'text':
      return token.tokens ? inside() : withCitations(token.text, cite);
    case 'space':
    case 'def':
      return null;
    default:
      return token.raw;
  }
}

type TableToken = MarkedToken & { type: 'table' };

function AnswerTable({ header, rows, cite }: Pick<TableToken, 'header' | 'rows'> & { cite: Cite }) {
  return (
    <table tabIndex={0}>
      <thead>
        <tr>
          {header.map(({ tokens }, position) => (
            <th key={position}>{shown(tokens, cite)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, number) => (
          <tr key={number}>
            {row.map(({ tokens }, position) => (
              <td key={position}>{shown(tokens, cite)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const withCitations = (text: string, cite: Cite): ReactNode =>
  text
    .split(MARKERS)
    .map((part, position) => (
      <Fragment key={position}>
        {position % 2 === 0
          ? part
          : part.split(',').map((number) => <Fragment key={number}>{cite(number.trim())}</Fragment>)}
      </Fragment>
    ));
