import { Badge, Text } from '@mantine/core';
import { plainText } from '../chat/plain-text.ts';
import type { EvaluationOutcome } from '../types.ts';

const MOST_SHOWN = 600;

const plain = (markdown: string): string => {
  const text = plainText(markdown);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}… (cut off here; the CSV has all)` : text;
};

/** Whether a question passed, and why not. */
export function Verdict({ outcome }: { outcome: EvaluationOutcome }) {
  const { status, passed, abstained, rank, cited, words_found, words_expected, judgement } = outcome;
  if (status === 'waiting') return 'waiting';
  const notes = [
    abstained && 'refused',
    rank !== null && `rank ${rank}`,
    rank === null && cited !== null && 'source not found',
    cited === false && rank !== null && 'not cited',
    words_expected !== null && words_expected > 0 && `${words_found} of ${words_expected} words`,
    judgement && `judged ${judgement}${outcome.judgement_reason ? `: ${outcome.judgement_reason}` : ''}`,
  ].filter(Boolean);
  return (
    <>
      <Badge
        variant="light"
        color={passed ? 'teal' : status === 'failed' ? 'gray' : 'red'}
        tt="none"
        className="state"
      >
        {status === 'failed' ? 'no answer' : passed ? 'passed' : 'not passed'}
      </Badge>
      <Text size="xs" c="dimmed" mt={2}>
        {notes.join(' · ')}
      </Text>
    </>
  );
}

/** The answer with the documents that it cites. */
export function AnswerText({ outcome: { answer, citations, status } }: { outcome: EvaluationOutcome }) {
  if (answer === null)
    return (
      <Text size="sm" c="dimmed">
        {status === 'answered' ? 'Erased with a document that it was written from.' : 'No answer.'}
      </Text>
    );
  const names = [...new Set(citations.map(({ document_name }) => document_name))];
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
        {plain(answer)}
      </Text>
      {names.length > 0 && (
        <Text size="xs" c="dimmed" mt={2} style={{ overflowWrap: 'anywhere' }}>
          {names.join(', ')}
        </Text>
      )}
    </>
  );
}
