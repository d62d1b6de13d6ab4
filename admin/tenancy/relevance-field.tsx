import { Anchor, Stack, Text, TextInput } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { Link } from '@remix-run/react';
import { useState } from 'react';
import type { AnswerRelevance } from '../../shared/contract/conversations.panel.ts';
import { count } from '../components/quantities.ts';

const MOST_EXAMPLES = 5;
const USUAL = 1;

/** The threshold below which questions are refused, with what it would have changed of the app's last questions. */
export function RelevanceField({
  appId,
  saved,
  answers,
  error,
  disabled,
}: {
  appId: string;
  saved: number | null;
  answers: AnswerRelevance[];
  error: string | undefined;
  disabled: boolean;
}) {
  const [given, setGiven] = useState(saved === null ? '' : String(saved));
  const least = given.trim() === '' ? USUAL : Number(given);
  const isRefused = ({ relevance }: AnswerRelevance) => relevance < least;
  const changed = answers.filter((answer) => isRefused(answer) !== answer.refused);
  return (
    <Stack gap="xs">
      <TextInput
        name="least_relevance"
        label="How relevant a passage must be"
        description="Questions whose best passage is less relevant get the refusal text. 0 refuses none, 2 asks for twice as much as usual. Empty: 1, which is right for most documents."
        inputWrapperOrder={INPUT_FIRST}
        placeholder={String(USUAL)}
        type="number"
        min={0}
        max={5}
        step="any"
        value={given}
        onChange={(event) => setGiven(event.currentTarget.value)}
        error={error}
        disabled={disabled}
      />
      {Number.isFinite(least) && (
        <div role="status">
          <Text size="sm">
            {answers.length === 0
              ? 'As soon as questions are asked, this shows what a value would change.'
              : `Of the last ${count(answers.length)} questions, ${count(answers.filter(isRefused).length)} would be refused; ${count(answers.filter(({ refused }) => refused).length)} were refused.`}
          </Text>
          {changed.length > 0 && (
            <ul className="relevance">
              {changed.slice(0, MOST_EXAMPLES).map((answer) => (
                <li key={answer.message_id}>
                  <Text size="sm" span c="dimmed">
                    {answer.refused ? 'answered' : 'refused'} ({answer.relevance.toFixed(2)}):{' '}
                  </Text>
                  <Anchor component={Link} to={`/apps/${appId}/conversations/${answer.session_id}`} size="sm">
                    {answer.question || '(text removed)'}
                  </Anchor>
                </li>
              ))}
              {changed.length > MOST_EXAMPLES && (
                <li>
                  <Text size="sm" span c="dimmed">
                    and {count(changed.length - MOST_EXAMPLES)} others
                  </Text>
                </li>
              )}
            </ul>
          )}
        </div>
      )}
    </Stack>
  );
}
