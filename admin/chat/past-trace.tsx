import { Loader, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import type { AnswerTrace } from '../../shared/contract/conversations.panel.ts';
import { api, messageOf } from '../api.client.ts';
import { Figure } from '../components/figure.tsx';
import { count, money } from '../components/quantities.ts';
import { Hits } from './hits.tsx';
import { ModelCalls } from './model-calls.tsx';

type Props = { appId: string; messageId: string; open: (citation: Citation) => void };

/** How an old answer came about, from what is kept of it. Fetched when it is shown. */
export function PastTrace({ appId, messageId, open }: Props) {
  const [trace, setTrace] = useState<AnswerTrace>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let wanted = true;
    setTrace(undefined);
    setProblem(undefined);
    api.conversations.trace.query({ app_id: appId, message_id: messageId }).then(
      (found) => wanted && setTrace(found),
      (error: unknown) => wanted && setProblem(messageOf(error)),
    );
    return () => {
      wanted = false;
    };
  }, [appId, messageId]);
  if (problem)
    return (
      <Text size="sm" role="alert">
        {problem}
      </Text>
    );
  if (!trace) return <Loader size="xs" type="dots" aria-label="Loading" />;
  const { passages, filtered, gone, calls, relevance, first_token_ms, total_ms } = trace;
  const ms = (value: number | null) => (value === null ? '–' : `${count(value)} ms`);
  const used = passages?.filter(({ source }) => source !== null) ?? [];
  const others = passages?.filter(({ source }) => source === null) ?? [];
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, xs: 4 }}>
        <Figure name="Time to first token" value={ms(first_token_ms)} />
        <Figure name="Total time" value={ms(total_ms)} />
        <Figure name="Relevance" value={relevance === null ? '–' : relevance.toFixed(2)} />
        <Figure
          name="Cost"
          value={calls.length > 0 ? money(calls.reduce((sum, { cost }) => sum + (cost ?? 0), 0)) : '–'}
          note={calls.some(({ cost }) => cost === null) ? 'partly without a known price' : undefined}
        />
      </SimpleGrid>
      <div>
        <Text size="sm">
          {filtered && 'Only a part of the documents was searched. '}
          {passages === null
            ? 'No passages are kept: nothing was searched, or the answer is older than this record.'
            : used.length > 0
              ? `${count(used.length)} ${used.length === 1 ? 'passage was' : 'passages were'} in the prompt. The texts are those of today.`
              : 'No passage was in the prompt.'}
          {gone > 0 &&
            ` ${count(gone)} more ${gone === 1 ? 'belonged' : 'belonged'} to a text that was replaced or erased since.`}
        </Text>
        <Hits hits={used} open={open} />
        {others.length > 0 && (
          <details className="rest">
            <summary>The best {others.length} of those that matched less</summary>
            <Hits hits={others} open={open} />
          </details>
        )}
      </div>
      {calls.length > 0 ? (
        <ModelCalls calls={calls} />
      ) : (
        <Text size="sm" c="dimmed">
          No model calls are kept.
        </Text>
      )}
    </Stack>
  );
}
