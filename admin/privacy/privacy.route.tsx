import { Stack } from '@mantine/core';
import { data } from '@remix-run/node';
import { attempt, readForm, signedIn } from '../api.server.ts';
import { ConnectionLost } from '../components/connection-lost.tsx';
import { Erasures } from './erasures.tsx';
import { Exports } from './exports.tsx';
import { LegalHold } from './legal-hold.tsx';
import { Retention } from './retention.tsx';
import { keepLast, useLive } from '../components/use-live.ts';

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

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const app_id = params['appId']!;
  const { text } = await readForm(request);
  const days = (name: string) => (text(name).trim() === '' ? null : Number(text(name)));
  const acts: Record<string, () => Promise<object>> = {
    retention: () =>
      api.privacy.setRetention({
        app_id,
        conversation_days: days('conversation_days'),
        document_days: days('document_days'),
        ledger_days: days('ledger_days'),
      }),
    hold: () => api.privacy.setHold({ app_id, held: true, reason: text('reason') }),
    lift: () => api.privacy.setHold({ app_id, held: false }),
    'request-erasure': () => api.erasures.request({ app_id, [text('kind')]: text('id') }),
    'export-app': () => api.exports.request({ app_id }),
    'export-person': () => api.exports.request({ app_id, end_user_id: text('end_user_id') }),
  };
  const act = acts[text('intent')];
  if (!act) throw data('Unknown action.', { status: 400 });
  return attempt(act);
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
      <Erasures erasures={erasures} more={more} />
      <Retention retention={retention} />
      <LegalHold hold={retention.hold} />
      <Exports appId={app_id} exports={exports} />
    </Stack>
  );
}
