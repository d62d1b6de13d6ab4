import { Stack } from '@mantine/core';
import { signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { Erasures } from './erasures.tsx';
import { Exports } from './exports.tsx';
import { LegalHold } from './legal-hold.tsx';
import { Retention } from './retention.tsx';
import { keepLast, useLive } from '../components/use-live.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { contract, panel, SetHold } from '../../shared/contract/index.ts';
import { z } from 'zod';

export const loader = signedIn(async ({ context: { api }, params }) => {
  const app_id = params['appId']!;
  const [{ exports }, { erasures, meta }, retention] = await Promise.all([
    api.exports.list({ app_id, per_page: 20 }),
    api.erasures.list({ app_id, per_page: 20 }),
    api.privacy.retention({ app_id }),
  ]);
  return { app_id, exports, erasures, more: meta.has_more, retention };
});

export const clientLoader = keepLast<typeof loader>();

const ErasureForm = z.object({ kind: z.enum(['document_id', 'session_id', 'end_user_id']), id: z.string() });

export const action = formAction({
  retention: onSubmit(panel.setRetention.input, (input, { api, ids }) =>
    api.privacy.setRetention({ app_id: ids['app_id']!, ...input }),
  ),
  hold: onSubmit(SetHold.omit({ held: true }), (input, { api, ids }) =>
    api.privacy.setHold({ app_id: ids['app_id']!, held: true, ...input }),
  ),
  lift: onSubmit(z.object({}), (_input, { api, ids }) =>
    api.privacy.setHold({ app_id: ids['app_id']!, held: false }),
  ),
  'request-erasure': onSubmit(ErasureForm, ({ kind, id }, { api, ids }) =>
    api.erasures.request({ app_id: ids['app_id']!, [kind]: id }),
  ),
  'export-app': onSubmit(z.object({}), (_input, { api, ids }) =>
    api.exports.request({ app_id: ids['app_id']! }),
  ),
  'export-person': onSubmit(contract.exports.requestExport.input.required(), (input, { api, ids }) =>
    api.exports.request({ app_id: ids['app_id']!, ...input }),
  ),
});

export default function AppPrivacy() {
  const { app_id, exports, erasures, more, retention, lost } = useLive<typeof loader>(
    ({ exports, erasures }) =>
      exports.some(({ status }) => status === 'queued' || status === 'running') ||
      erasures.some(({ status }) => status === 'running'),
  );
  return (
    <Stack gap="xl">
      {lost && <ConnectionLost lost />}
      <Erasures appId={app_id} erasures={erasures} more={more} />
      <Retention retention={retention} />
      <LegalHold hold={retention.hold} />
      <Exports appId={app_id} exports={exports} />
    </Stack>
  );
}
