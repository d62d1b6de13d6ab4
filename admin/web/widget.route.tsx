import { Box, Stack } from '@mantine/core';
import { data } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import type { WidgetSettings } from '../../shared/contract/widget.ts';
import { attempt, readForm, signedIn } from '../api.server.ts';
import { WidgetForm } from './widget-form.tsx';
import { WidgetKeys } from './widget-keys.tsx';
import { WidgetPreview } from './widget-preview.tsx';
import { useApp } from '../tenancy/app.route.tsx';

export const loader = signedIn(({ context: { api }, params }) =>
  api.widgetEditor.get({ app_id: params['appId']! }),
);

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const app_id = params['appId']!;
  const { text } = await readForm(request);
  const allowed_origins = text('allowed_origins')
    .split(/[\s,]+/)
    .filter(Boolean);
  const acts: Record<string, () => Promise<object>> = {
    save: () => api.widgetEditor.save({ app_id, ...(JSON.parse(text('settings')) as WidgetSettings) }),
    origins: () => api.keys.allowOrigins({ app_id, key_id: text('key_id'), allowed_origins }),
    'create-key': () =>
      api.keys.create({
        app_id,
        name: text('name'),
        kind: 'publishable',
        scopes: ['chat'],
        allowed_origins,
      }),
  };
  const act = acts[text('intent')];
  if (!act) throw data('Unknown action.', { status: 400 });
  return attempt(act);
});

export default function AppWidget() {
  const { app } = useApp();
  const { widget, keys, public_url } = useLoaderData<typeof loader>();
  const [draft, setDraft] = useState(widget);
  const [locale, setLocale] = useState(Object.keys(draft.texts)[0] ?? 'en');
  return (
    <Stack gap="xl">
      <Box className="widget-editor">
        <WidgetForm saved={widget} draft={draft} onChange={setDraft} locale={locale} onLocale={setLocale} />
        <WidgetPreview appId={app.app_id} draft={draft} locale={locale} />
      </Box>
      <WidgetKeys keys={keys} publicUrl={public_url} />
    </Stack>
  );
}
