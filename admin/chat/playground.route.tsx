import { ActionIcon, Alert, Button, Card, Group, Loader, Stack, Text, Textarea } from '@mantine/core';
import { Link, useParams } from '@remix-run/react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import { api, messageOf } from '../api.client.ts';
import { signedIn } from '../api.server.ts';
import { Answer } from './answer.tsx';
import { ExtractBadge } from './extract-badge.tsx';
import { withEvent, type Turn } from './ask.ts';
import { SendIcon, StopIcon } from '../components/icons.tsx';
import { useMay } from '../may.ts';
import { PageHead } from '../components/page-head.tsx';
import { PassageDrawer } from './passage-drawer.tsx';
import { TraceView } from './trace.tsx';

export const loader = signedIn(async ({ context: { api }, params }) => {
  const { counts } = await api.library.list({ app_id: params['appId']!, per_page: 1 });
  return { ready: counts.ready ?? 0 };
});

export { PlaygroundOfApp as default };

/** Another app starts another conversation. */
function PlaygroundOfApp() {
  const { appId } = useParams();
  return <Playground key={appId} appId={appId!} />;
}

function Playground({ appId }: { appId: string }) {
  const { turns, session, running, ask, stop, clear } = useConversation(appId);
  const [chosen, setChosen] = useState<number>();
  const [citation, setCitation] = useState<Citation | null>(null);
  const shown = turns.find(({ id }) => id === chosen) ?? turns.at(-1);
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Playground"
        about="Uses this app’s settings. Questions are saved and billed."
        action={
          turns.length > 0 && (
            <Group gap="xs">
              {session && (
                <Button
                  component={Link}
                  to={`/apps/${appId}/conversations/${session}`}
                  variant="subtle"
                  size="sm"
                >
                  Transcript
                </Button>
              )}
              <Button variant="default" size="sm" onClick={clear}>
                New conversation
              </Button>
            </Group>
          )
        }
      />
      <div className="playground">
        <Card withBorder padding={0} className="talk">
          <Talk turns={turns} shown={shown} choose={setChosen} open={setCitation} />
          <Composer
            running={running}
            ask={(question) => {
              setChosen(undefined);
              void ask(question);
            }}
            stop={stop}
          />
        </Card>
        <Card withBorder padding={0} component="section" aria-label="Trace of the answer" className="trace">
          <TraceView turn={shown} open={setCitation} />
        </Card>
      </div>
      <PassageDrawer appId={appId} citation={citation} close={() => setCitation(null)} />
    </Stack>
  );
}

/** The turns of one conversation, with the functions to ask, stop and start again. */
function useConversation(appId: string) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [session, setSession] = useState<string>();
  const abort = useRef<AbortController>(undefined);
  const lastId = useRef(0);
  useEffect(() => () => abort.current?.abort(), []);
  const ask = async (question: string) => {
    const id = ++lastId.current;
    const { signal } = (abort.current = new AbortController());
    const change = (by: (turn: Turn) => Turn) =>
      setTurns((all) => all.map((turn) => (turn.id === id ? by(turn) : turn)));
    setTurns((all) => [...all, { id, question, answer: '', citations: [], state: 'running' }]);
    try {
      const input = { app_id: appId, message: question, session_id: session };
      for await (const event of await api.playground.ask.mutate(input, { signal })) {
        if (event.event === 'end') setSession(event.data.session_id);
        change((turn) => withEvent(turn, event));
      }
      // A stream without an `end` event was cut off.
      change((turn) =>
        turn.state === 'running'
          ? { ...turn, state: 'failed', problem: 'The connection to the server was lost. Ask again.' }
          : turn,
      );
    } catch (error) {
      change((turn) =>
        signal.aborted
          ? { ...turn, state: 'stopped' }
          : { ...turn, state: 'failed', problem: messageOf(error) },
      );
    }
  };
  return {
    turns,
    session,
    running: turns.at(-1)?.state === 'running',
    ask,
    stop: () => abort.current?.abort(),
    clear: () => {
      abort.current?.abort();
      setTurns([]);
      setSession(undefined);
    },
  };
}

type TalkProps = {
  turns: Turn[];
  shown: Turn | undefined;
  choose: (id: number) => void;
  open: (citation: Citation) => void;
};

function Talk({ turns, shown, choose, open }: TalkProps) {
  const list = useRef<HTMLDivElement>(null);
  const last = turns.at(-1);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [turns.length, last?.answer]);
  return (
    <div
      className="turns"
      ref={list}
      tabIndex={0}
      role="log"
      aria-label="Conversation"
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
          data-shown={turns.length > 1 && turn.id === shown?.id ? '' : undefined}
        >
          <div className="question">{turn.question}</div>
          {turn.state === 'running' && !turn.answer && <Loader size="xs" type="dots" aria-label="Thinking" />}
          <Answer text={turn.answer} citations={turn.citations} open={open} />
          {turn.end?.extract && <ExtractBadge />}
          {turn.state === 'stopped' && (
            <Text size="xs" c="dimmed" mt={4}>
              Stopped.
            </Text>
          )}
          {turn.problem && (
            <Alert color="red" variant="light" role="alert" mt="xs">
              {turn.problem}
            </Alert>
          )}
          {turn.end && (
            <Link to={`../evaluations/save/${turn.end.message_id}`} className="plain small">
              Save as test
            </Link>
          )}
          {turns.length > 1 && turn.id !== shown?.id && (
            <button type="button" className="plain small" onClick={() => choose(turn.id)}>
              Show trace
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

type ComposerProps = { running: boolean; ask: (question: string) => void; stop: () => void };

function Composer({ running, ask, stop }: ComposerProps) {
  const [question, setQuestion] = useState('');
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
