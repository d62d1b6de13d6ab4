import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@remix-run/react';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { signedIn } from '../api.server.ts';
import { Confirm } from '../components/confirm.tsx';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { CuratedAnswer } from '../types.ts';
import { AnswerFieldset } from './answer-fieldset.tsx';
import { AnswerFields, toAnswer } from './answer-input.server.ts';

const PER_PAGE = 25;

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.curatedAnswers.list({
    app_id: params['appId']!,
    page: Math.max(1, Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1),
    per_page: PER_PAGE,
  }),
);

export const clientLoader = keepLast<typeof loader>();

const ById = z.object({ answer_id: z.string() });

export const action = formAction({
  create: onSubmit(AnswerFields, async (fields, { api, ids }) => {
    await api.curatedAnswers.create({ app_id: ids['app_id']!, ...toAnswer(fields) });
    return true;
  }),
  update: onSubmit(AnswerFields.extend(ById.shape), async ({ answer_id, ...fields }, { api, ids }) => {
    await api.curatedAnswers.update({ app_id: ids['app_id']!, answer_id, ...toAnswer(fields) });
    return true;
  }),
  delete: onSubmit(ById, async ({ answer_id }, { api, ids }) => {
    await api.curatedAnswers.delete({ app_id: ids['app_id']!, answer_id });
    return answer_id;
  }),
});

export default function CuratedAnswers() {
  const { curated_answers, total, meta, lost } = useLive<typeof loader>(({ curated_answers }) =>
    curated_answers.some(({ status }) => status !== 'ready' && status !== 'failed'),
  );
  const { appId } = useParams();
  const mayChange = useMay('admin');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/documents`, label: 'Documents' }}
        title="Curated answers"
        about="Answers that a person wrote. They are found and cited like documents; a question with the same words gets the text itself."
      />
      <ConnectionLost lost={lost} />
      <ResourceTable
        id="answers"
        title={`Answers (${count(total)})`}
        about="Each is also a question of the evaluation set “Curated answers”."
        action={
          mayChange && (
            <AnswerDialog
              target={(open) => (
                <Button onClick={open} leftSection={<PlusIcon />} size="sm">
                  Add answer
                </Button>
              )}
            />
          )
        }
        empty={{
          title: 'No curated answers yet',
          text: mayChange
            ? 'Write one here, or from a group of unanswered questions with “Answer once”.'
            : 'An admin can write one.',
        }}
        label="Curated answers"
        columns={[
          { name: 'Question', maxWidth: 460 },
          { name: 'State', bare: true, minWidth: 120 },
          { name: 'Source', maxWidth: 180 },
          { name: 'Changed', right: true },
          ...(mayChange ? [{ name: 'Change', hidden: true, right: true }] : []),
        ]}
        rows={curated_answers.map((answer) => ({
          key: answer.answer_id,
          cells: cellsOf(answer, mayChange),
        }))}
      >
        <Pager page={meta.current_page} pages={Math.ceil(total / PER_PAGE)} />
      </ResourceTable>
    </Stack>
  );
}

const cellsOf = (answer: CuratedAnswer, mayChange: boolean) => [
  <>
    <Anchor component={Link} to={`../documents/${answer.document_id}`} size="sm" fw={500}>
      {answer.questions[0]}
    </Anchor>
    <Text size="xs" c="dimmed" dir="auto" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
      {answer.text}
    </Text>
    {answer.error && (
      <Text size="xs" className="bad">
        {answer.error}
      </Text>
    )}
  </>,
  <Badge key="state" variant="default" tt="none" size="sm">
    {stateOf(answer)}
  </Badge>,
  answer.source_name ?? '–',
  <Moment key="changed" at={answer.updated_at} />,
  ...(mayChange ? [<Changes key="change" answer={answer} />] : []),
];

const states = { in_use: 'in use', off: 'off', scheduled: 'scheduled', expired: 'expired' } as const;

/** One that is being read is used as soon as it is ready. */
const stateOf = ({ state, status }: CuratedAnswer): string =>
  status === 'ready' || state !== 'in_use' ? states[state] : status;

const Changes = ({ answer }: { answer: CuratedAnswer }) => (
  <Group gap={6} justify="flex-end" wrap="nowrap">
    <AnswerDialog
      answer={answer}
      target={(open) => (
        <Button variant="default" size="xs" onClick={open} aria-label={`Change: ${answer.questions[0]}`}>
          Change
        </Button>
      )}
    />
    <Confirm
      title="Delete this answer?"
      does="Delete answer"
      fields={{ intent: 'delete', answer_id: answer.answer_id }}
      target={(open) => (
        <Button
          onClick={open}
          variant="subtle"
          color="red"
          className="bad"
          size="xs"
          aria-label={`Delete: ${answer.questions[0]}`}
        >
          Delete
        </Button>
      )}
    >
      Its document and its test go with it, and answers that quote it lose their text. To keep those, take it
      out of use instead.
    </Confirm>
  </Group>
);

function AnswerDialog({
  answer,
  target,
}: {
  answer?: CuratedAnswer;
  target: (open: () => void) => ReactNode;
}) {
  return (
    <FormDialog
      title={answer ? 'Change a curated answer' : 'Add a curated answer'}
      does="Save answer"
      fields={answer ? { intent: 'update', answer_id: answer.answer_id } : { intent: 'create' }}
      target={target}
    >
      {(problem) => <AnswerFieldset {...(answer && { answer })} problem={problem} />}
    </FormDialog>
  );
}
