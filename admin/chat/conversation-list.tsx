import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import { CellTable, type Column } from '../components/cells.tsx';
import { ThumbDownIcon, ThumbUpIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { count, money } from '../components/quantities.ts';
import type { Conversation } from '../types.ts';
import { outcomeNames } from './outcome-names.ts';
import { plainText } from './plain-text.ts';

const columns: Column[] = [
  { name: 'Question and last answer', maxWidth: 460 },
  { name: 'By', maxWidth: 200 },
  { name: 'Messages', right: true },
  { name: 'Tokens', right: true },
  { name: 'Cost', right: true },
  { name: 'Last used', right: true },
];

/** Conversations with their question, last answer and cost. */
export const ConversationList = ({ conversations }: { conversations: Conversation[] }) => (
  <CellTable
    columns={columns}
    rows={conversations.map((row) => ({
      key: row.session_id,
      cells: [
        <>
          <Anchor component={Link} to={row.session_id} size="sm" fw={500} dir="auto" lineClamp={1}>
            {row.question || 'No question'}
          </Anchor>
          <Text size="xs" c="dimmed" dir="auto" lineClamp={1}>
            {plainText(row.answer)}
          </Text>
          <Marks row={row} />
        </>,
        <div className="by">
          <Text size="sm" dir="auto" truncate title={row.end_user_id ?? undefined}>
            {row.end_user_id ?? row.key_name ?? 'Playground'}
          </Text>
          {row.end_user_id && (
            <Text size="xs" c="dimmed" dir="auto" truncate>
              {row.key_name ?? 'Playground'}
            </Text>
          )}
        </div>,
        count(row.messages),
        count(row.total_tokens),
        money(row.cost),
        <Moment at={row.last_at} />,
      ],
    }))}
  />
);

/** Badges for what deserves attention in a conversation. */
function Marks({ row: { outcomes: seen, up, down } }: { row: Conversation }) {
  if (seen.length === 0 && up + down === 0) return null;
  return (
    <Group gap={6} mt={4}>
      {up > 0 && (
        <Badge variant="default" size="sm" leftSection={<ThumbUpIcon size={12} />} tt="none">
          good{up > 1 && ` ${up}`}
        </Badge>
      )}
      {down > 0 && (
        <Badge variant="default" size="sm" leftSection={<ThumbDownIcon size={12} />} tt="none">
          bad{down > 1 && ` ${down}`}
        </Badge>
      )}
      {seen.map((outcome) => (
        <Badge key={outcome} variant="default" size="sm" tt="none">
          {outcomeNames[outcome as keyof typeof outcomeNames] ?? outcome}
        </Badge>
      ))}
    </Group>
  );
}
