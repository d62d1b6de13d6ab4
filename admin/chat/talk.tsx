import { ActionIcon, Alert, Button, Group, Loader, Stack, Text, Textarea } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { KeyboardEvent } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import { ChevronIcon, SendIcon, StopIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { Answer } from './answer.tsx';
import type { Turn } from './ask.ts';
import { ExtractBadge } from './extract-badge.tsx';
import { useDraft } from './use-draft.ts';
import { useFollow } from './use-follow.ts';

type TalkProps = {
  label: string;
  turns: Turn[];
  /** There is another conversation beside it. */
  isBeside: boolean;
  /** The turn whose trace is shown. */
  shown: Turn | undefined;
  choose: (turn: Turn) => void;
  open: (citation: Citation) => void;
  /** Asks a question that was not answered once more. */
  again: ((question: string) => void) | undefined;
};

/** The turns of a conversation in the playground. */
export function Talk({ label, turns, isBeside, shown, choose, open, again }: TalkProps) {
  const follow = useFollow(turns);
  const last = turns.at(-1);
  return (
    <>
      <div
        className="turns"
        {...follow.list}
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-busy={last?.state === 'running'}
      >
        {turns.length === 0 && (
          <Stack align="center" justify="center" h="100%" p="xl" ta="center" gap={4}>
            <Text fw={600}>Ask the documents</Text>
            <Text size="sm" c="dimmed">
              Answers appear with their sources. Click a number to open the passage.
            </Text>
          </Stack>
        )}
        {turns.map((turn) => (
          <div
            key={turn.id}
            className="turn"
            data-shown={(turns.length > 1 || isBeside) && turn === shown ? '' : undefined}
          >
            <div className="question">{turn.question}</div>
            {turn.state === 'running' && !turn.answer && (
              <Loader size="xs" type="dots" aria-label="Thinking" />
            )}
            <Answer text={turn.answer} citations={turn.citations} open={open} />
            {turn.extract && turn.state === 'done' && <ExtractBadge />}
            {turn.state === 'stopped' && (
              <Text size="xs" c="dimmed" mt={4}>
                {turn.stopped ?? 'Stopped.'}
              </Text>
            )}
            {turn.problem && (
              <Alert color="red" variant="light" role="alert" mt="xs">
                {turn.problem}
              </Alert>
            )}
            <div className="turn-actions">
              {turn.state === 'done' && turn.messageId && (
                <Link to={`../evaluations/save/${turn.messageId}`} className="plain small">
                  Save as test
                </Link>
              )}
              {again && turn === last && turn.problem && (
                <button type="button" className="plain small" onClick={() => again(turn.question)}>
                  Ask again
                </button>
              )}
              {turn !== shown && (
                <button type="button" className="plain small" onClick={() => choose(turn)}>
                  Show trace
                </button>
              )}
            </div>
          </div>
        ))}
      </div>
      {follow.isAway && (
        <div className="to-end">
          <Button
            size="compact-sm"
            variant="default"
            radius="xl"
            leftSection={<ChevronIcon size={14} />}
            onClick={follow.toEnd}
          >
            Jump to latest
          </Button>
        </div>
      )}
    </>
  );
}

type ComposerProps = { appId: string; running: boolean; ask: (question: string) => void; stop: () => void };

export function Composer({ appId, running, ask, stop }: ComposerProps) {
  const [question, setQuestion] = useDraft(appId);
  const mayAsk = useMay('analyst');
  const send = () => {
    if (!question.trim() || running) return;
    ask(question.trim());
    setQuestion('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          aria-label="Question"
          placeholder={mayAsk ? 'Ask a question' : 'Your role cannot ask questions.'}
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={32_000}
          disabled={!mayAsk}
          style={{ flex: 1 }}
        />
        {running ? (
          <ActionIcon size={36} variant="default" aria-label="Stop" onClick={stop}>
            <StopIcon size={16} />
          </ActionIcon>
        ) : (
          <ActionIcon size={36} type="submit" aria-label="Send" disabled={!mayAsk}>
            <SendIcon size={18} />
          </ActionIcon>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        Enter sends, Shift + Enter starts a new line.
      </Text>
    </form>
  );
}
