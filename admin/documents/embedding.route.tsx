import { Alert, Card, Stack } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { count } from '../components/quantities.ts';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { useMay } from '../may.ts';
import { contract, StartSwitch } from '../../shared/contract/index.ts';
import { z } from 'zod';
import { evaluateFirst } from '../evaluations/evaluate-first.server.ts';
import { NewSwitch } from './new-switch.tsx';
import { OpenSwitch } from './open-switch.tsx';
import { PastSwitches } from './past-switches.tsx';

const PER_PAGE = 10;
const { embedding } = contract;

export const loader = signedIn(async ({ context: { api }, params }) => {
  const inApp = { app_id: params['appId']! };
  const [now, { embedding_switches }] = await Promise.all([
    api.embedding.get(inApp),
    api.embedding.list({ ...inApp, per_page: PER_PAGE }),
  ]);
  return { ...now, past: embedding_switches.filter(({ ended_at }) => ended_at) };
});

export const clientLoader = keepLast<typeof loader>();

/** The share is entered in percent. */
const StartFields = z.object({
  ...StartSwitch.shape,
  minimum_share: z
    .number('must be a number from 0 to 100')
    .min(0, 'must be 0 to 100')
    .max(100, 'must be 0 to 100')
    .optional(),
});

export const action = formAction({
  estimate: onSubmit(StartFields.pick({ model: true }), async ({ model }, { api, ids }) => {
    const { estimate } = await api.embedding.estimate({ app_id: ids['app_id']!, model });
    return estimate;
  }),
  start: onSubmit(StartFields, async ({ minimum_share, ...input }, { api, ids }) => {
    const share =
      input.switch === 'automatic' && minimum_share !== undefined ? minimum_share / 100 : undefined;
    await api.embedding.start({ app_id: ids['app_id']!, ...input, minimum_share: share });
    return undefined;
  }),
  confirm: onSubmit(embedding.confirmEmbeddingSwitch.input, async (input, { api, ids }) => {
    await api.embedding.confirm({ app_id: ids['app_id']!, ...input });
  }),
  evaluate: onSubmit(embedding.getEmbeddingSwitch.input, async ({ switch_id }, { api, ids }) => {
    const app_id = ids['app_id']!;
    await evaluateFirst(api, app_id, {}, switch_id);
    throw redirect(`/apps/${app_id}/evaluations`);
  }),
  resume: onSubmit(embedding.resumeEmbeddingSwitch.input, async (input, { api, ids }) => {
    await api.embedding.resume({ app_id: ids['app_id']!, ...input });
  }),
  cancel: onSubmit(embedding.cancelEmbeddingSwitch.input, async (input, { api, ids }) => {
    await api.embedding.cancel({ app_id: ids['app_id']!, ...input });
  }),
});

export default function AppEmbedding() {
  const { embedding, server_default, embedding_switch, past, lost } = useLive<typeof loader>(
    ({ embedding_switch }) =>
      embedding_switch !== null && !['ready', 'failed'].includes(embedding_switch.status),
  );
  const mayChange = useMay('admin');
  const prefixes = [
    { name: 'Before a question', value: embedding.query_prefix },
    { name: 'Before a passage', value: embedding.document_prefix },
  ].filter(({ value }) => value !== '');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        back={{ to: '..', label: 'Settings' }}
        title="Embedding model"
        about="It turns questions and passages into vectors. For another model, all chunks are embedded again in the background. Questions are answered over the old vectors until every new one is there."
      />
      <ConnectionLost lost={lost} />
      <Card withBorder padding={0}>
        <Facts
          facts={[
            { name: 'Model', value: embedding.model },
            { name: 'Dimensions', value: count(embedding.dimensions) },
            ...prefixes.map(({ name, value }) => ({ name, value: <code>{value}</code> })),
            { name: 'Chunks', value: count(embedding.chunk_count) },
          ]}
        />
      </Card>
      {embedding.model !== server_default && !embedding_switch && (
        <Alert color="gray" variant="light" title={`New apps get ${server_default}`}>
          EMBEDDING_MODEL is the model of new apps. This app keeps {embedding.model} until you switch it.
        </Alert>
      )}
      {embedding_switch && (
        <OpenSwitch key={embedding_switch.switch_id} open={embedding_switch} mayChange={mayChange} />
      )}
      {!embedding_switch && mayChange && (
        <NewSwitch suggested={server_default === embedding.model ? '' : server_default} />
      )}
      {past.length > 0 && <PastSwitches switches={past} />}
    </Stack>
  );
}
