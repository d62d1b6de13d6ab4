import { Button, Group, Stack, Text } from '@mantine/core';
import { Link, useLoaderData } from '@remix-run/react';
import { languages } from '../../shared/contract/apps.panel.ts';
import { signedIn } from '../api.server.ts';
import { redirect } from '@remix-run/node';
import { SettingsForm } from './settings-form.tsx';
import { HandoverSettings } from './handover-settings.tsx';
import { ArchiveButton } from './archive-button.tsx';
import { may, useMay } from '../may.ts';
import { roleInApp } from '../role-in-app.server.ts';
import { evaluateFirst } from '../evaluations/evaluate-first.server.ts';
import { AppLimits } from '../access/app-limits.tsx';
import { EraseSection } from '../privacy/erase-section.tsx';
import { Section } from '../components/section.tsx';
import { useApp } from './app.route.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { HandoverFields, SettingsFields } from './settings-input.server.ts';

const name = new Intl.DisplayNames('en', { type: 'language' });

export const loader = signedIn(async ({ context: { api }, params }, admin) => {
  const app_id = params['appId']!;
  // Questions are words of visitors: a viewer does not read them.
  const mayRead = may({ role: await roleInApp(api, admin, app_id) }, 'analyst');
  return {
    ...(await api.limits.get({ app_id })),
    ...(mayRead ? await api.conversations.relevance({ app_id }) : { answers: [] }),
    // From the server, because browsers name languages differently.
    languages: languages.map((code) => ({
      value: code as string,
      label: code === 'auto' ? 'The language of the question' : name.of(code)!,
    })),
  };
});

export const action = formAction({
  handover: onSubmit(HandoverFields, async ({ kind, address, url, consent }, { api, ids }) => {
    const offers = {
      off: null,
      email: { kind: 'email', address },
      link: { kind: 'link', url },
      form: { kind: 'form', consent },
    } as const;
    await api.apps.update({ app_id: ids['app_id']!, handover: offers[kind] });
    return true;
  }),
  erase: onSubmit(panel.eraseApp.input, async (input, { api, admin }) => {
    await api.apps.erase(input);
    throw redirect(may(admin, 'admin') ? '/erasures' : '/apps');
  }),
  limits: onSubmit(panel.updateAppLimits.input, (input, { api, ids }) =>
    api.limits.set({ app_id: ids['app_id']!, ...input }),
  ),
  update: onSubmit(SettingsFields, async ({ links, allowed_link_hosts, ...given }, { api, ids }) => {
    const app_id = ids['app_id']!;
    const { evaluate_first, despite_evaluation, ...rest } = given;
    const hosts = links === 'some' ? (allowed_link_hosts ?? []) : links === 'none' ? [] : null;
    const settings = { ...rest, allowed_link_hosts: hosts };
    if (!evaluate_first) return api.apps.update({ app_id, ...settings, despite_evaluation });
    await evaluateFirst(api, app_id, settings);
    throw redirect(`/apps/${app_id}/evaluations`);
  }),
  archive: ({ api, ids }) => api.apps.archive({ app_id: ids['app_id']!, archived: true }),
  restore: ({ api, ids }) => api.apps.archive({ app_id: ids['app_id']!, archived: false }),
});

export default function Settings() {
  const { app, settings } = useApp();
  const { limits, languages, answers } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  const mayErase = useMay('owner');
  const archived = Boolean(app.archived_at);
  return (
    <Stack gap="xl">
      <Section
        id="settings"
        title="Settings"
        about={
          mayChange
            ? 'Changes take effect within a second.'
            : 'Your role can view the settings but not change them.'
        }
        action={
          <Button component={Link} to="history" variant="default" size="sm">
            History
          </Button>
        }
      >
        <SettingsForm languages={languages} answers={answers} />
      </Section>
      <HandoverSettings handover={settings.handover} />
      <AppLimits limits={limits} />
      {mayChange && (
        <Section
          id="archive"
          title={archived ? 'Restore' : 'Archive'}
          about="Nothing is deleted, and it can be undone."
        >
          <Group p="lg" justify="space-between">
            <Text size="sm" maw={560}>
              {archived
                ? 'After restoring, its keys work again within a second.'
                : 'After archiving, its keys are refused within a second. Documents and conversations are kept.'}
            </Text>
            <ArchiveButton archived={archived} what="app" />
          </Group>
        </Section>
      )}
      {mayErase && (
        <EraseSection what="app" name={app.name}>
          Its documents, conversations, keys and settings are removed at once, with its encryption key. Its
          costs stay on the invoices.
        </EraseSection>
      )}
    </Stack>
  );
}
