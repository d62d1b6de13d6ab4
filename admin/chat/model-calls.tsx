import { Text } from '@mantine/core';
import type { AnswerTrace } from '../../shared/contract/conversations.panel.ts';
import { CallTable } from './call-table.tsx';

const kinds: Record<string, string> = {
  rewrite: 'rewrite the question',
  embed_question: 'embed the question',
  rerank: 're-rank the passages',
  read: 'read a part of a document',
  chat: 'answer',
};

/** The model calls of one answer. */
export const ModelCalls = ({ calls }: Pick<AnswerTrace, 'calls'>) =>
  calls.length > 0 && (
    <CallTable
      of="Model call"
      rows={calls.map((call, position) => ({
        key: String(position),
        name: (
          <>
            <Text size="sm">{kinds[call.kind] ?? call.kind}</Text>
            <Text size="xs" c="dimmed">
              {call.model}
            </Text>
          </>
        ),
        input: call.input_tokens,
        output: call.output_tokens,
        cost: call.cost,
      }))}
    />
  );
