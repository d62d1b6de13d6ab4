import { SimpleGrid, Text, TextInput } from '@mantine/core';
import type { Limits } from '../../shared/contract/keys.panel.ts';
import { INPUT_FIRST } from '../components/input-first.ts';
import { count } from '../components/quantities.ts';

/** The limits as a short text; undefined if there are none. */
export function sayLimits(limits: Limits): string | undefined {
  const { requests_per_minute: requests, concurrent_streams: answers, tokens_per_day: tokens } = limits;
  const said = [
    requests === 0 && 'no limit per minute',
    requests && `${count(requests)} requests per minute`,
    answers && `${count(answers)} ${answers === 1 ? 'answer' : 'answers'} at once`,
    tokens && `${count(tokens)} tokens per day`,
  ].filter(Boolean);
  return said.length > 0 ? said.join(', ') : undefined;
}

type Props = { limits: Limits; empty: string; problem?: string; disabled?: boolean };

/** @param props.empty what an empty field for requests means here */
export function LimitFields({ limits, empty, problem, disabled }: Props) {
  const common = {
    type: 'number',
    inputMode: 'numeric' as const,
    step: 1,
    placeholder: 'No limit',
    disabled,
    inputWrapperOrder: INPUT_FIRST,
  };
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput
          {...common}
          name="limits.requests_per_minute"
          label="Requests per minute"
          description={empty}
          placeholder=""
          min={0}
          defaultValue={limits.requests_per_minute ?? ''}
        />
        <TextInput
          {...common}
          name="limits.concurrent_streams"
          label="Concurrent answers"
          description="Answers that run at the same time."
          min={1}
          max={10_000}
          defaultValue={limits.concurrent_streams ?? ''}
        />
        <TextInput
          {...common}
          name="limits.tokens_per_day"
          label="Tokens per day"
          description="The day starts at midnight UTC."
          min={1}
          defaultValue={limits.tokens_per_day ?? ''}
        />
      </SimpleGrid>
      {problem && (
        <Text size="sm" className="bad" role="alert">
          {problem}
        </Text>
      )}
    </>
  );
}
