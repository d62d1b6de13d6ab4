import { Badge, Code, Group, SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import type { Citation } from '../../shared/contract/chat.ts';
import type { Turn } from './ask.ts';
import { Hits } from './hits.tsx';
import { ModelCalls } from './model-calls.tsx';
import { PastTrace } from './past-trace.tsx';
import { Empty } from '../components/empty.tsx';
import { Figure } from '../components/figure.tsx';
import { count, money } from '../components/quantities.ts';

type Open = (citation: Citation) => void;

/** The trace of one answer: retrieval, prompt, time and cost. */
export function TraceView({ appId, turn, open }: { appId: string; turn: Turn | undefined; open: Open }) {
  if (!turn)
    return (
      <Empty title="Nothing asked yet">
        Ask a question to see what was searched, what matched and what was sent to the model.
      </Empty>
    );
  if (turn.isPast)
    return turn.messageId ? (
      <div className="past">
        <PastTrace appId={appId} messageId={turn.messageId} open={open} />
      </div>
    ) : (
      <Empty title="No answer">This question has no answer, so there is no trace.</Empty>
    );
  return (
    <Tabs defaultValue="found" keepMounted={false}>
      <Tabs.List px="sm">
        <Tabs.Tab value="found">Retrieval</Tabs.Tab>
        <Tabs.Tab value="prompt">Prompt</Tabs.Tab>
        <Tabs.Tab value="cost">Time and cost</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="found" p="md">
        <Found turn={turn} open={open} />
      </Tabs.Panel>
      <Tabs.Panel value="prompt" p="md">
        <Prompt turn={turn} />
      </Tabs.Panel>
      <Tabs.Panel value="cost" p="md">
        <Cost turn={turn} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Found({ turn: { retrieved, question, only, state, tools = [] }, open }: { turn: Turn; open: Open }) {
  if (!retrieved)
    return (
      <Text size="sm">
        {state === 'running'
          ? 'Searching…'
          : 'Nothing was searched: the message is small talk, or the answer failed before.'}
      </Text>
    );
  const { question: searched, words, hits, relevant } = retrieved.data;
  const used = hits.filter(({ source }) => source !== null).length;
  return (
    <Stack gap="md">
      <div>
        <Text size="xs" c="dimmed" fw={500}>
          Searched for{searched !== question && ' (rewritten with the conversation as context)'}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {searched}
        </Text>
      </div>
      {only && (
        <div>
          <Text size="xs" c="dimmed" fw={500}>
            Only in
          </Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {only.join(', ')}
          </Text>
        </div>
      )}
      {words.length > 0 && (
        <div>
          <Text size="xs" c="dimmed" fw={500} mb={4}>
            Search terms and how many chunks contain them
          </Text>
          <Group gap={6}>
            {words.map(({ word, chunks, idf }) => (
              <Badge key={word} variant="default" tt="none" fw={500} title={`Weight ${idf.toFixed(2)}`}>
                {word} {count(chunks)}
              </Badge>
            ))}
          </Group>
        </div>
      )}
      <div>
        <Text size="xs" c="dimmed" fw={500} mb={4}>
          {count(hits.length)} passages by words (BM25) and by meaning (cosine), the best first
        </Text>
        <Text size="sm" mb="xs">
          {!relevant
            ? 'Nothing relevant was found, so the model got no sources.'
            : `The best ${used} were added to the prompt.`}
        </Text>
        <Tools tools={tools} />
        <Hits hits={hits.filter(({ source }) => source !== null)} open={open} />
        {used < hits.length && (
          <details className="rest">
            <summary>{count(hits.length - used)} others that matched less</summary>
            <Hits hits={hits.filter(({ source }) => source === null)} open={open} />
          </details>
        )}
      </div>
    </Stack>
  );
}

/** What the model has read beside the passages: its calls of tools, in order. */
const Tools = ({ tools }: { tools: NonNullable<Turn['tools']> }) =>
  tools.map(({ at, data: { name, input, result, ms } }, position) => (
    <details key={position} className="rest">
      <summary>
        The model called {name} after {count(at)} ms ({count(ms)} ms)
      </summary>
      <Code block className="prompt" tabIndex={0}>
        {`${input}\n\n${result}`}
      </Code>
    </details>
  ));

function Prompt({ turn: { prompted, retrieved, state } }: { turn: Turn }) {
  if (!prompted)
    return (
      <Text size="sm">
        {state === 'running' && !retrieved ? 'Searching…' : 'No model was called, so there is no prompt.'}
      </Text>
    );
  const { messages, model, temperature } = prompted.data;
  return (
    <Stack gap="md">
      <Text size="sm">
        To <b>{model}</b>, temperature {temperature ?? 'default'}
        {model === 'builtin-extractive' && '. The built-in model uses only the sources and the question.'}
      </Text>
      {messages.map(({ role, content }, position) => (
        <div key={position}>
          <Text size="xs" c="dimmed" fw={500} mb={4}>
            {role}
          </Text>
          <Code block className="prompt" tabIndex={0}>
            {content}
          </Code>
        </div>
      ))}
    </Stack>
  );
}

function Cost({ turn: { retrieved, firstTokenAt, settled } }: { turn: Turn }) {
  const calls = settled?.data.calls ?? [];
  const unpriced = calls.some(({ cost }) => cost === null);
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${count(value)} ms`);
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, xs: 4 }}>
        <Figure name="Retrieval time" value={ms(retrieved?.at)} />
        <Figure name="Time to first token" value={ms(firstTokenAt)} />
        <Figure name="Total time" value={ms(settled?.at)} />
        <Figure
          name="Cost"
          value={settled ? money(calls.reduce((sum, { cost }) => sum + (cost ?? 0), 0)) : '–'}
          note={unpriced ? 'partly without a known price' : undefined}
        />
      </SimpleGrid>
      <ModelCalls calls={calls} />
    </Stack>
  );
}
