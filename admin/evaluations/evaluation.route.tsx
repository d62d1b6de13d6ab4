import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { Form, useFetcher, useParams } from '@remix-run/react';
import { z } from 'zod';
import { CreateSet, StartRun } from '../../shared/contract/evaluations.ts';
import { problemOf, signedIn, type Problem } from '../api.server.ts';
import { Confirm } from '../components/confirm.tsx';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { ErrorPage } from '../components/error-page.tsx';
import { PlayIcon, TrashIcon } from '../components/icons.tsx';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count, money } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { EvaluationSet } from '../types.ts';
import { QuestionFields, toQuestion } from './question-input.server.ts';
import { QuestionTable } from './question-table.tsx';
import { RunFigures } from './run-facts.tsx';
import { RunTable } from './run-table.tsx';
import { SetOptions } from './set-options.tsx';

const PER_PAGE = 25;
const MOST_RUNS = 20;

export const loader = signedIn(async ({ request, context: { api }, params }) => {
  const of = { app_id: params['appId']!, set_id: params['setId']! };
  const { searchParams } = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const judge_model = searchParams.get('judge')?.trim() || undefined;
  const [{ evaluation_set, problem }, { evaluation_runs }, listed] = await Promise.all([
    estimated(api, { ...of, judge_model }),
    api.evaluations.runs({ ...of, per_page: MOST_RUNS }),
    api.evaluations.questions({ ...of, page, per_page: PER_PAGE }),
  ]);
  return { set: evaluation_set, judgeProblem: problem, runs: evaluation_runs, ...listed };
});

/** The set, with what judging a run would cost, or why the model cannot judge. */
async function estimated(
  api: LoaderFunctionArgs['context']['api'],
  { judge_model, ...of }: { app_id: string; set_id: string; judge_model: string | undefined },
) {
  if (judge_model !== undefined)
    try {
      return { ...(await api.evaluations.get({ ...of, judge_model })), problem: null };
    } catch (error) {
      return { ...(await api.evaluations.get(of)), problem: problemOf(error) };
    }
  return { ...(await api.evaluations.get(of)), problem: null };
}

export const clientLoader = keepLast<typeof loader>();

const OfQuestion = z.object({ question_id: z.string() });
const ofSet = (ids: Record<string, string>) => ({ app_id: ids['app_id']!, set_id: ids['set_id']! });

export const action = formAction({
  run: onSubmit(StartRun.pick({ judge_model: true }), async (input, { api, ids }) => {
    const { evaluation_run } = await api.evaluations.start({ ...ofSet(ids), ...input });
    return evaluation_run.run_id;
  }),
  update: onSubmit(CreateSet, async (input, { api, ids }) => {
    await api.evaluations.update({ ...ofSet(ids), ...input });
    return true;
  }),
  delete: async ({ api, ids }) => {
    await api.evaluations.delete(ofSet(ids));
    throw redirect(`/apps/${ids['app_id']}/evaluations`);
  },
  addQuestion: onSubmit(QuestionFields, async (fields, { api, ids }) => {
    await api.evaluations.addQuestions({ ...ofSet(ids), questions: [toQuestion(fields)] });
    return true;
  }),
  import: onSubmit(z.object({ csv: z.string() }), async ({ csv }, { api, ids }) => {
    const { questions } = await api.evaluations.addQuestions({ ...ofSet(ids), csv });
    return questions.length;
  }),
  updateQuestion: onSubmit(
    QuestionFields.extend(OfQuestion.shape),
    async ({ question_id, ...fields }, { api, ids }) => {
      await api.evaluations.updateQuestion({ ...ofSet(ids), question_id, ...toQuestion(fields) });
      return true;
    },
  ),
  deleteQuestion: onSubmit(OfQuestion, async ({ question_id }, { api, ids }) => {
    await api.evaluations.deleteQuestion({ ...ofSet(ids), question_id });
    return true;
  }),
});

export default function EvaluationPage() {
  const { set, judgeProblem, runs, questions, total, meta, lost } = useLive<typeof loader>(({ runs }) =>
    runs.some(({ status }) => status === 'running'),
  );
  const { appId } = useParams();
  const mayRun = useMay('analyst');
  const mayChange = useMay('admin');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/evaluations`, label: 'Evaluation' }}
        title={set.name}
        about={`${count(set.questions)} ${set.questions === 1 ? 'question' : 'questions'}${set.nightly ? ', run every night' : ''}`}
        action={mayRun && <Actions set={set} mayDelete={mayChange} />}
      />
      <ConnectionLost lost={lost} />
      {set.last_run && <RunFigures run={set.last_run} />}
      {mayRun && <Judging set={set} problem={judgeProblem ?? undefined} />}
      <RunTable runs={runs} />
      <QuestionTable questions={questions} total={total} page={meta.current_page} perPage={PER_PAGE} />
      {mayChange && (
        <Section id="settings" title="Settings" about="When the set is run, beside on demand.">
          <SettingsCard intent="update" does="Save settings" mayChange>
            {(problem) => (
              <>
                <TextInput
                  name="name"
                  label="Name"
                  required
                  maxLength={200}
                  defaultValue={set.name}
                  error={problem?.fields['name']}
                />
                <SetOptions set={set} />
              </>
            )}
          </SettingsCard>
        </Section>
      )}
    </Stack>
  );
}

/** A run whose answers a model judges: first what that costs, then the run. */
function Judging({ set, problem }: { set: EvaluationSet; problem: Problem | undefined }) {
  const fetcher = useFetcher();
  const { judge_estimate: estimate } = set;
  return (
    <Section
      id="judging"
      title="Judged by a model"
      about="A chat model reads each answer with its sources, and says whether it is right. It decides nothing else."
    >
      <Stack gap="sm" p="md">
        <Form method="get">
          <Group gap="xs" align="flex-end">
            <TextInput
              name="judge"
              label="Model"
              required
              maxLength={200}
              defaultValue={estimate?.model}
              error={problem?.fields['judge_model']}
            />
            <Button type="submit" variant="default" size="sm">
              Estimate the cost
            </Button>
          </Group>
        </Form>
        <Refused problem={problem} />
        {estimate && (
          <fetcher.Form method="post">
            <input type="hidden" name="intent" value="run" />
            <input type="hidden" name="judge_model" value={estimate.model} />
            <Text size="sm" mb="xs">
              To judge {count(estimate.questions)} answers takes about {count(estimate.tokens)} tokens of{' '}
              {estimate.model}:{' '}
              {estimate.cost === null ? 'no price is known' : `about ${money(estimate.cost)}`}, beside the run
              itself.
            </Text>
            <Button
              type="submit"
              size="sm"
              leftSection={<PlayIcon size={16} />}
              loading={fetcher.state !== 'idle'}
              disabled={set.last_run?.status === 'running' || set.questions === 0}
            >
              Run and judge
            </Button>
          </fetcher.Form>
        )}
        <Refused problem={problemIn(fetcher.data)} />
      </Stack>
    </Section>
  );
}

function Actions({ set, mayDelete }: { set: EvaluationSet; mayDelete: boolean }) {
  const fetcher = useFetcher();
  const running = set.last_run?.status === 'running';
  return (
    <Stack gap={4} align="flex-end">
      <Group gap="xs">
        <fetcher.Form method="post">
          <input type="hidden" name="intent" value="run" />
          <Button
            type="submit"
            size="sm"
            leftSection={<PlayIcon size={16} />}
            loading={fetcher.state !== 'idle'}
            disabled={running || set.questions === 0}
          >
            Run now
          </Button>
        </fetcher.Form>
        {mayDelete && (
          <Confirm
            title="Delete this evaluation set?"
            does="Delete set"
            fields={{ intent: 'delete' }}
            target={(open) => (
              <Button variant="default" size="sm" leftSection={<TrashIcon size={16} />} onClick={open}>
                Delete
              </Button>
            )}
          >
            Its {count(set.questions)} questions and all runs are deleted. This cannot be undone.
          </Confirm>
        )}
      </Group>
      {running && (
        <Text size="xs" c="dimmed">
          A run is under way.
        </Text>
      )}
      <Refused problem={problemIn(fetcher.data)} />
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
