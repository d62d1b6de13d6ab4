import { Anchor, Badge, Button, Group, Stack, TextInput } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link } from '@remix-run/react';
import { CreateSet } from '../../shared/contract/evaluations.ts';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Moment } from '../components/moment.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import type { EvaluationSet } from '../types.ts';
import { passedOf, RunState, share } from './run-facts.tsx';
import { SetOptions } from './set-options.tsx';

const PER_PAGE = 25;

export const loader = signedIn(({ request, context: { api }, params }) =>
  api.evaluations.list({
    app_id: params['appId']!,
    page: Math.max(1, Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1),
    per_page: PER_PAGE,
  }),
);

export const clientLoader = keepLast<typeof loader>();

export const action = formAction({
  create: onSubmit(CreateSet, async (input, { api, ids }) => {
    const app_id = ids['app_id']!;
    const { evaluation_set } = await api.evaluations.create({ app_id, ...input });
    throw redirect(`/apps/${app_id}/evaluations/${evaluation_set.set_id}`);
  }),
});

export default function Evaluations() {
  const { evaluation_sets, meta, lost } = useLive<typeof loader>(({ evaluation_sets }) =>
    evaluation_sets.some(({ last_run }) => last_run?.status === 'running'),
  );
  const mayChange = useMay('admin');
  const { current_page, has_more } = meta;
  return (
    <Stack gap="lg">
      <ConnectionLost lost={lost} />
      <ResourceTable
        id="evaluations"
        title="Evaluation sets"
        about="Questions with what is expected of their answers. Run them to see how well the app answers, and before a change."
        action={mayChange && <AddSet />}
        empty={{
          title: 'No evaluation sets yet',
          text: mayChange
            ? 'Create one, and add questions from a CSV file, the playground or conversations.'
            : 'An admin can create one.',
        }}
        label="Evaluation sets"
        columns={[
          { name: 'Name', maxWidth: 340 },
          { name: 'Questions', right: true },
          { name: 'Latest run', bare: true, minWidth: 130 },
          { name: 'Passed', right: true },
          { name: 'Recall', right: true },
          { name: 'Started', right: true },
        ]}
        rows={evaluation_sets.map((set) => ({ key: set.set_id, cells: cellsOf(set) }))}
      >
        <Pager page={current_page} pages={has_more ? current_page + 1 : current_page} />
      </ResourceTable>
    </Stack>
  );
}

const cellsOf = ({ set_id, name, nightly, gate, questions, last_run }: EvaluationSet) => [
  <Group key="name" gap={8}>
    <Anchor component={Link} to={set_id} size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
      {name}
    </Anchor>
    {nightly && (
      <Badge variant="default" tt="none" size="sm">
        nightly
      </Badge>
    )}
    {gate && (
      <Badge variant="default" tt="none" size="sm">
        gate
      </Badge>
    )}
  </Group>,
  count(questions),
  last_run ? <RunState run={last_run} /> : 'not run yet',
  last_run ? passedOf(last_run.summary) : '–',
  last_run ? share(last_run.summary.recall) : '–',
  last_run ? <Moment at={last_run.started_at} /> : '–',
];

const AddSet = () => (
  <FormDialog
    title="Create an evaluation set"
    does="Create set"
    fields={{ intent: 'create' }}
    target={(open) => (
      <Button onClick={open} leftSection={<PlusIcon />} size="sm">
        Create set
      </Button>
    )}
  >
    {(problem) => (
      <>
        <TextInput
          name="name"
          label="Name"
          required
          maxLength={200}
          data-autofocus
          error={problem?.fields['name']}
        />
        <SetOptions />
      </>
    )}
  </FormDialog>
);
