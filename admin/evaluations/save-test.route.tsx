import { Alert, Button, Card, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigate, useNavigation, useParams } from '@remix-run/react';
import { useState } from 'react';
import { z } from 'zod';
import { signedIn } from '../api.server.ts';
import { PageHead } from '../components/page-head.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';

/** More sets than these are rare; the newest are offered. */
const MOST_SETS = 100;

export const loader = signedIn(async ({ context: { api }, params }) => {
  const app_id = params['appId']!;
  const [{ evaluation_sets }, { filtered }] = await Promise.all([
    api.evaluations.list({ app_id, per_page: MOST_SETS }),
    api.conversations.trace({ app_id, message_id: params['messageId']! }),
  ]);
  return { filtered, sets: evaluation_sets.map(({ set_id, name }) => ({ value: set_id, label: name })) };
});

const Fields = z.object({ message_id: z.string(), set_id: z.string(), name: z.string().trim().max(200) });

export const action = formAction({
  save: onSubmit(Fields, async ({ message_id, set_id, name }, { api, ids }) => {
    const app_id = ids['app_id']!;
    const set =
      set_id || (await api.evaluations.create({ app_id, name: name || 'Tests' })).evaluation_set.set_id;
    await api.evaluations.addQuestions({ app_id, set_id: set, message_id });
    throw redirect(`/apps/${app_id}/evaluations/${set}#questions`);
  }),
});

/** Saves the question of an answer as a test: reached from the playground and from conversations. */
export default function SaveTest() {
  const { sets, filtered } = useLoaderData<typeof loader>();
  const { messageId, appId } = useParams();
  const problem = problemIn(useActionData());
  const { state } = useNavigation();
  const navigate = useNavigate();
  const mayCreate = useMay('admin');
  const [chosen, setChosen] = useState<string | null>(sets[0]?.value ?? null);
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: `/apps/${appId}/evaluations`, label: 'Evaluation' }}
        title="Save as test"
        about="The question is saved with what was said before, and with the first document that the answer cites. A refused question is expected to be refused."
      />
      <Card withBorder padding="lg" maw={560} component={Form} {...{ method: 'post' }}>
        <input type="hidden" name="intent" value="save" />
        <input type="hidden" name="message_id" value={messageId} />
        <input type="hidden" name="set_id" value={chosen ?? ''} />
        <Stack>
          <Refused problem={problem} />
          {filtered && (
            <Alert color="yellow" variant="light">
              This question was asked of a part of the documents. The test asks all of them, so it may find
              another document, and a refusal is not expected.
            </Alert>
          )}
          {sets.length > 0 && (
            <Select
              label="Evaluation set"
              data={sets}
              value={chosen}
              onChange={setChosen}
              placeholder="A new one"
              clearable={mayCreate}
              allowDeselect={mayCreate}
            />
          )}
          <div hidden={chosen !== null}>
            <TextInput name="name" label="Name of a new set" defaultValue="Tests" maxLength={200} />
          </div>
          {sets.length === 0 && !mayCreate && (
            <Text size="sm" className="warning">
              There is no evaluation set yet. An admin can create one.
            </Text>
          )}
          <Text size="sm" c="dimmed">
            Check what is expected afterwards. The test is removed with the conversation, by an erasure and by
            retention.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => navigate(-1)}>
              Cancel
            </Button>
            <Button type="submit" loading={state !== 'idle'} disabled={chosen === null && !mayCreate}>
              Save as test
            </Button>
          </Group>
        </Stack>
      </Card>
    </Stack>
  );
}
