import { Badge, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, useFetcher, useLoaderData, useNavigate, useParams, useSearchParams } from '@remix-run/react';
import { z } from 'zod';
import { ReviewUnanswered } from '../../shared/contract/unanswered.ts';
import { signedIn } from '../api.server.ts';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { AnswerFieldset } from '../evaluations/answer-fieldset.tsx';
import { AnswerFields, toAnswer } from '../evaluations/answer-input.server.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useMay } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import type { UnansweredGroup } from '../types.ts';

const PER_PAGE = 20;
/** Of a group's questions, those that the answer begins with. */
const MOST_VARIANTS = 5;
const states = ['new', 'fixed', 'ignored'] as const;

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const { searchParams } = new URL(request.url);
  const state = states.find((one) => one === searchParams.get('state')) ?? 'new';
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const found = await api.unanswered.list({ app_id: params['appId']!, state, page, per_page: PER_PAGE });
  return { ...found, state };
});

/** The ids are one text, because a group has many. */
const Review = z.object({ message_ids: z.string(), state: ReviewUnanswered.shape.state });

export const action = formAction({
  answer: onSubmit(AnswerFields.extend({ message_ids: z.string() }), async (fields, { api, ids }) => {
    const { message_ids, ...answer } = fields;
    const input = { ...toAnswer(answer), message_ids: message_ids.split(' ') };
    await api.curatedAnswers.create({ app_id: ids['app_id']!, ...input });
    return true;
  }),
  review: onSubmit(Review, async ({ message_ids, state }, { api, ids }) => {
    await api.unanswered.review({ app_id: ids['app_id']!, message_ids: message_ids.split(' '), state });
    return true;
  }),
});

export default function UnansweredPage() {
  const { groups, total, complete, meta, state } = useLoaderData<typeof loader>();
  const { appId } = useParams();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/conversations`, label: 'Conversations' }}
        title="Unanswered"
        about="Questions of the last 30 days that got no good answer: nothing found, rated as bad, answered without a source, or asked again."
      />
      <ResourceTable
        id="unanswered"
        title={`Groups (${count(total)})`}
        about={
          complete
            ? 'Like questions are one group, the largest first.'
            : 'Like questions are one group, the largest first. Only the latest 2,000 conversations were looked through.'
        }
        action={
          <SegmentedControl
            size="xs"
            aria-label="Review state"
            value={state}
            onChange={(value) => navigate(value === 'new' ? '?' : `?state=${value}`)}
            data={[
              { value: 'new', label: 'New' },
              { value: 'fixed', label: 'Fixed' },
              { value: 'ignored', label: 'Ignored' },
            ]}
          />
        }
        empty={{
          title: state === 'new' ? 'Nothing to review' : `Nothing is ${state}`,
          text: 'Questions without a good answer appear here by themselves.',
        }}
        label="Unanswered questions"
        columns={[
          { name: 'Question', minWidth: 350, maxWidth: 460 },
          { name: 'Asked', right: true },
          { name: 'Why', maxWidth: 220 },
          { name: 'Last', right: true },
          { name: 'Review', hidden: true, right: true },
        ]}
        rows={groups.map((group) => ({
          key: group.message_ids[0]!,
          cells: cellsOf(group),
        }))}
      >
        <Pager page={meta.current_page} pages={Math.ceil(total / PER_PAGE)} key={search.toString()} />
      </ResourceTable>
    </Stack>
  );
}

const why = {
  no_context: 'nothing found',
  thumbs_down: 'rated as bad',
  without_source: 'without a source',
  rephrased: 'asked again',
} as const;

const cellsOf = (group: UnansweredGroup) => [
  <>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {group.question}
    </Text>
    {group.questions
      .filter(({ comment }) => comment)
      .slice(0, 3)
      .map(({ message_id, comment }) => (
        <Text key={message_id} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          “<bdi>{comment}</bdi>”
        </Text>
      ))}
    <Group gap="0 12px" mt={4} className="actions">
      <AnswerOnce group={group} />
      <Link to="../documents" className="plain small">
        Add a document
      </Link>
      <Link to={`../conversations/${group.questions[0]!.session_id}`} className="plain small">
        Conversation
      </Link>
      <Link to={`../evaluations/save/${group.questions[0]!.message_id}`} className="plain small">
        Save as test
      </Link>
    </Group>
  </>,
  <>
    {count(group.count)}
    <Text size="xs" c="dimmed">
      {trendOf(group)}
    </Text>
  </>,
  <Group key="why" gap={4}>
    {Object.entries(group.reasons).map(([reason, times]) => (
      <Badge key={reason} variant="default" tt="none" size="sm">
        {why[reason as keyof typeof why]} {times}
      </Badge>
    ))}
  </Group>,
  <Moment key="last" at={group.last_at} />,
  <ReviewButtons key="review" group={group} />,
];

/** The newer half of the period against the older one. */
function trendOf({ count: all, recent }: UnansweredGroup): string {
  const older = all - recent;
  return recent > older ? 'rising' : recent < older ? 'falling' : 'steady';
}

function ReviewButtons({ group }: { group: UnansweredGroup }) {
  const fetcher = useFetcher();
  const others = states.filter((state) => state !== group.state);
  const labels = { new: 'Reopen', fixed: 'Fixed', ignored: 'Ignore' };
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="review" />
      <input type="hidden" name="message_ids" value={group.message_ids.join(' ')} />
      <Group gap={6} justify="flex-end" wrap="nowrap">
        {others.map((state) => (
          <Button
            key={state}
            type="submit"
            name="state"
            value={state}
            variant="default"
            size="xs"
            loading={fetcher.state !== 'idle'}
            aria-label={`${labels[state]}: ${group.question.slice(0, 100)}`}
          >
            {labels[state]}
          </Button>
        ))}
      </Group>
      <Refused problem={problemIn(fetcher.data)} />
    </fetcher.Form>
  );
}

/** The questions of the group become those of the answer; then the group is fixed. */
function AnswerOnce({ group }: { group: UnansweredGroup }) {
  const mayChange = useMay('admin');
  if (!mayChange) return null;
  const questions = [...new Set(group.questions.map(({ question }) => question))].slice(0, MOST_VARIANTS);
  return (
    <FormDialog
      title="Answer once"
      does="Save answer"
      fields={{ intent: 'answer', message_ids: group.message_ids.join(' ') }}
      target={(open) => (
        <button
          type="button"
          className="plain small"
          onClick={open}
          aria-label={`Answer once: ${group.question.slice(0, 100)}`}
        >
          Answer once
        </button>
      )}
    >
      {(problem) => <AnswerFieldset questions={questions} problem={problem} />}
    </FormDialog>
  );
}
