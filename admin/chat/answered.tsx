import { Badge, Button, Card, Group, Text } from '@mantine/core';
import { Link, useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { Citation } from '../../shared/contract/chat.ts';
import { ThumbDownIcon, ThumbUpIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count, money } from '../components/quantities.ts';
import type { Message } from '../types.ts';
import { Answer } from './answer.tsx';
import { ExtractBadge } from './extract-badge.tsx';
import { PastTrace } from './past-trace.tsx';

type Review = 'fixed' | 'ignored';

// The parts of a turn are plain elements: a page shows a hundred of them, and a styled component costs ten times as much.
export function Said({ message }: { message: Message }) {
  return (
    <div className="question">
      <p className="note">
        Question · <Moment at={message.created_at} />
      </p>
      <div className="said">{message.content}</div>
    </div>
  );
}

const reasons: Record<string, string> = {
  no_context: 'nothing found',
  erased: 'erased, because it quoted an erased document',
};

const breaks: Record<string, string> = {
  client_gone: 'the reader left',
  stopped: 'stopped on request',
  server_stopping: 'the server was stopping',
};

type AnsweredProps = {
  appId: string;
  message: Message;
  review: Review | undefined;
  open: (citation: Citation) => void;
};

export function Answered({ appId, message, review, open }: AnsweredProps) {
  const { usage, feedback, status, error_code, finish_reason, citations } = message;
  const facts = [
    message.model,
    message.time_to_first_token_ms !== null &&
      `first token after ${count(message.time_to_first_token_ms)} ms`,
    usage && `${count(usage.input_tokens)} + ${count(usage.output_tokens)} tokens`,
    usage && (usage.cost === null ? 'no known price' : money(usage.cost)),
  ].filter(Boolean);
  return (
    <Card withBorder>
      <div className="turn-head">
        <p className="note">
          Answer · <Moment at={message.created_at} />
        </p>
        {message.extract && <ExtractBadge />}
        {status !== 'complete' && (
          <Badge
            variant="light"
            color={status === 'failed' ? 'red' : 'gray'}
            tt="none"
            size="sm"
            className="state"
          >
            {status === 'aborted' ? 'aborted' : status}
            {error_code && ` · ${breaks[error_code] ?? error_code}`}
          </Badge>
        )}
        {finish_reason && finish_reason !== 'stop' && (
          <Badge variant="default" tt="none" size="sm">
            {reasons[finish_reason] ?? finish_reason}
          </Badge>
        )}
      </div>
      <Answer text={message.content} citations={citations} open={open} />
      {citations.length > 0 && (
        <ul className="sources" aria-label="Sources">
          {citations.map((citation) => (
            <li key={citation.index}>
              <button type="button" onClick={() => open(citation)}>
                <b>[{citation.index}]</b> <bdi>{citation.document_name}</bdi>
                {citation.page !== null && `, page ${citation.page}`}
              </button>
            </li>
          ))}
        </ul>
      )}
      {feedback && (
        <Group gap={8} mt="sm" wrap="nowrap" align="flex-start">
          {feedback.rating === 'up' ? <ThumbUpIcon size={16} /> : <ThumbDownIcon size={16} />}
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            Rated {feedback.rating === 'up' ? 'good' : 'bad'}
            {feedback.comment && (
              <>
                : “<bdi>{feedback.comment}</bdi>”
              </>
            )}
          </Text>
        </Group>
      )}
      {facts.length > 0 && <p className="note call-facts">{facts.join(' · ')}</p>}
      <Reviewed message={message} review={review} />
      {status === 'complete' && (
        <Link to={`../evaluations/save/${message.message_id}`} className="plain small">
          Save as test
        </Link>
      )}
      {status !== 'streaming' && <LazyTrace appId={appId} messageId={message.message_id} open={open} />}
    </Card>
  );
}

/** Whether somebody has looked at an answer that was not good, and what became of it. */
function Reviewed({ message, review }: { message: Message; review: Review | undefined }) {
  const fetcher = useFetcher();
  const isPoor = message.feedback?.rating === 'down' || message.finish_reason === 'no_context';
  if (!isPoor && !review) return null;
  const choice = (state: string, label: string) => (
    <Button type="submit" name="state" value={state} variant="default" size="compact-xs">
      {label}
    </Button>
  );
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="review" />
      <input type="hidden" name="message_ids" value={message.message_id} />
      <Group gap="xs" mt="sm">
        <Badge
          variant="light"
          color={review === 'fixed' ? 'teal' : review ? 'gray' : 'yellow'}
          tt="none"
          className="state"
        >
          {review ?? 'to be reviewed'}
        </Badge>
        {review ? (
          choice('new', 'Reopen')
        ) : (
          <>
            {choice('fixed', 'Mark as fixed')}
            {choice('ignored', 'Ignore')}
          </>
        )}
      </Group>
      <Refused problem={problemIn(fetcher.data)} />
    </fetcher.Form>
  );
}

/** The trace is fetched once it is opened. */
function LazyTrace({
  appId,
  messageId,
  open,
}: {
  appId: string;
  messageId: string;
  open: AnsweredProps['open'];
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="rest past" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Trace</summary>
      {isOpen && <PastTrace appId={appId} messageId={messageId} open={open} />}
    </details>
  );
}
