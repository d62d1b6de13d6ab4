import { Box, Stack } from '@mantine/core';
import { useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import type { WidgetSettings } from '../../shared/contract/widget.ts';
import { signedIn, textOf } from '../api.server.ts';
import { WidgetForm } from './widget-form.tsx';
import { WidgetKeys } from './widget-keys.tsx';
import { WidgetPreview } from './widget-preview.tsx';
import { useApp } from '../tenancy/app.route.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { z } from 'zod';
import { CreateKey } from '../../shared/contract/keys.panel.ts';

export const loader = signedIn(({ context: { api }, params }) =>
  api.widgetEditor.get({ app_id: params['appId']! }),
);

/** A key for web pages can only chat, from the given origins. */
const PageKey = z.object({ name: CreateKey.shape.name, allowed_origins: CreateKey.shape.allowed_origins });

export const action = formAction({
  save: ({ api, ids, form }) =>
    api.widgetEditor.save({
      app_id: ids['app_id']!,
      ...(JSON.parse(textOf(form, 'settings')) as WidgetSettings),
    }),
  origins: onSubmit(panel.allowOrigins.input, (input, { api, ids }) =>
    api.keys.allowOrigins({ app_id: ids['app_id']!, ...input }),
  ),
  'create-key': onSubmit(PageKey, (input, { api, ids }) =>
    api.keys.create({ app_id: ids['app_id']!, kind: 'publishable', scopes: ['chat'], ...input }),
  ),
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
