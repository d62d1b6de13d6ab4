import {
  Anchor,
  Autocomplete,
  Button,
  Card,
  Group,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { Link, useFetcher, useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import { languages } from '../../shared/contract/apps.panel.ts';
import { efforts } from '../../shared/contract/efforts.ts';
import { signedIn } from '../api.server.ts';
import { redirect } from '@remix-run/node';
import { HandoverSettings } from './handover-settings.tsx';
import { ArchiveButton } from './archive-button.tsx';
import { RelevanceField } from './relevance-field.tsx';
import { TalkFields } from './talk-fields.tsx';
import { useMay } from '../may.ts';
import { evaluateFirst } from '../evaluations/evaluate-first.server.ts';
import { GateChoice } from '../evaluations/gate-choice.tsx';
import { AppLimits } from '../access/app-limits.tsx';
import { EraseSection } from '../privacy/erase-section.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';
import { useApp } from './app.route.tsx';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import { AppSettings, UpdateApp } from '../../shared/contract/apps.panel.ts';
import { z } from 'zod';

const name = new Intl.DisplayNames('en', { type: 'language' });

export const loader = signedIn(async ({ context: { api }, params }, { role }) => ({
  ...(await api.limits.get({ app_id: params['appId']! })),
  // Questions are words of visitors: a viewer does not read them.
  ...(role === 'viewer' ? { answers: [] } : await api.conversations.relevance({ app_id: params['appId']! })),
  // From the server, because browsers name languages differently.
  languages: languages.map((code) => ({
    value: code as string,
    label: code === 'auto' ? 'The language of the question' : name.of(code)!,
  })),
}));

/** The allowed link hosts are a choice and, with `some`, a list. */
const SettingsFields = z.object({
  ...AppSettings.omit({ handover: true }).shape,
  despite_evaluation: UpdateApp.shape.despite_evaluation,
  links: z.enum(['any', 'some', 'none']),
  evaluate_first: z.boolean().optional(),
});

/** The kind that was chosen, and its field. */
const HandoverFields = z.object({
  kind: z.enum(['off', 'email', 'link', 'form']),
  address: z.string(),
  url: z.string(),
  consent: z.string(),
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
  erase: onSubmit(panel.eraseApp.input, async (input, { api }) => {
    await api.apps.erase(input);
    throw redirect('/erasures');
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
  const { limits } = useLoaderData<typeof loader>();
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
        <SettingsForm />
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

/** A description is below its field, so that fields side by side are level. */
const INPUT_FIRST: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];

function SettingsForm() {
  const { app, settings, models } = useApp();
  const { languages, answers } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  const fetcher = useFetcher();
  const problem = problemIn(fetcher.data);
  const hosts = settings.allowed_link_hosts;
  const [links, setLinks] = useState(hosts === null ? 'any' : hosts.length > 0 ? 'some' : 'none');
  const saved = fetcher.state === 'idle' && fetcher.data && !problem;
  const field = (name: string) => ({
    name,
    error: problem?.fields[name],
    disabled: !mayChange,
    inputWrapperOrder: INPUT_FIRST,
  });
  return (
    <Card padding="lg" component={fetcher.Form} {...{ method: 'post' }}>
      <input type="hidden" name="intent" value="update" />
      <Stack gap="lg">
        <Refused problem={problem} />
        {problem?.code === 'evaluation_gate' && <GateChoice busy={fetcher.state !== 'idle'} />}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <TextInput {...field('name')} label="Name" defaultValue={settings.name} required maxLength={100} />
          <TextInput
            label="Time zone of the workspace"
            description={`Set in the workspace ${app.workspace}`}
            inputWrapperOrder={INPUT_FIRST}
            value={app.time_zone}
            readOnly
            variant="filled"
          />
          <Autocomplete
            {...field('chat_model')}
            label="Chat model"
            description={
              models.any
                ? `Empty: the server’s default, ${models.server_default}.`
                : `No model server is configured (OPENAI_API_KEY or OPENAI_BASE_URL), so only ${models.server_default} is available.`
            }
            placeholder={models.server_default}
            data={models.known}
            defaultValue={settings.chat_model ?? ''}
          />
          {(
            [
              ['fallback_model', 'Second model', 'Answers if the chat model cannot be reached.'],
              ['rewrite_model', 'Model for rewriting', 'Makes follow-ups searchable. A small one is enough.'],
            ] as const
          ).map(([name, label, description]) => (
            <Autocomplete
              key={name}
              {...field(name)}
              label={label}
              description={description}
              placeholder="The server’s default"
              data={models.known}
              defaultValue={settings[name] ?? ''}
            />
          ))}
          <TextInput
            {...field('rerank_model')}
            label="Re-ranking model"
            description={
              models.rerank
                ? 'Puts the best 30 passages in order before an answer is written. Evaluate it first. Empty: none.'
                : 'No re-ranking server is configured (RERANK_URL).'
            }
            placeholder="None"
            disabled={!mayChange || !models.rerank}
            defaultValue={settings.rerank_model ?? ''}
          />
          <Select
            {...field('reasoning_effort')}
            label="Reasoning effort"
            description="How long the model may think before it answers."
            placeholder="The server’s default"
            data={[...efforts]}
            defaultValue={settings.reasoning_effort}
            clearable
          />
          <TextInput
            {...field('context_tokens')}
            label="Context budget in tokens"
            description="A prompt with its answer, at most the model’s context window. Empty: as known of the model, otherwise 8,192."
            placeholder="Default"
            type="number"
            min={1024}
            defaultValue={settings.context_tokens ?? ''}
          />
          <TextInput
            {...field('temperature')}
            label="Temperature"
            description="0 is the most predictable, 2 the least. Empty: the model’s default."
            placeholder="Default"
            type="number"
            min={0}
            max={2}
            step="any"
            defaultValue={settings.temperature ?? ''}
          />
          <TextInput
            {...field('max_output_tokens')}
            label="Longest answer"
            description="In tokens. Publishable keys cannot exceed it. Empty: the model’s own limit."
            placeholder="No limit"
            type="number"
            min={1}
            step={1}
            defaultValue={settings.max_output_tokens ?? ''}
          />
          <Textarea
            {...field('allowed_models')}
            label="Other models that requests may name"
            description="For secret keys only. One per line; a * at the end matches anything that follows. Empty: none."
            placeholder={'gpt-6-luna\ngpt-6*'}
            autosize
            minRows={1}
            maxRows={6}
            defaultValue={settings.allowed_models.join('\n')}
          />
          <Select
            {...field('language')}
            label="Language of the answers"
            description="The built-in model quotes, so it uses the documents’ language."
            data={languages}
            defaultValue={settings.language}
            searchable
            allowDeselect={false}
          />
          <TextInput
            label="Embedding model"
            description={
              <>
                All vectors come from one model.{' '}
                <Anchor component={Link} to="embedding" inherit underline="always">
                  Switch to another one
                </Anchor>
              </>
            }
            inputWrapperOrder={INPUT_FIRST}
            value={app.embedding_model}
            readOnly
            variant="filled"
          />
        </SimpleGrid>
        <Textarea
          {...field('instructions')}
          label="Instructions"
          description="Added to Docent’s built-in prompt (answer from the sources, cite them): tone, format, what to leave out."
          placeholder="You speak for Acme’s support. Be friendly and brief; give steps as a list."
          defaultValue={settings.instructions}
          autosize
          minRows={4}
          maxRows={16}
          maxLength={8000}
        />
        <Textarea
          {...field('refusal_text')}
          label="Refusal text"
          description="Returned instead of an answer if the documents contain nothing relevant."
          defaultValue={settings.refusal_text}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1000}
          required
        />
        <RelevanceField
          appId={app.app_id}
          saved={settings.least_relevance}
          answers={answers}
          error={problem?.fields['least_relevance']}
          disabled={!mayChange}
        />
        <TalkFields texts={settings.talk_texts} problems={problem?.fields} disabled={!mayChange} />
        <Radio.Group
          name="links"
          label="Links in answers"
          description="A link that is not allowed becomes plain text, already while the answer streams."
          value={links}
          onChange={setLinks}
        >
          <Group mt="xs" gap="lg">
            <Radio value="any" label="To any host" disabled={!mayChange} />
            <Radio value="some" label="To these hosts only" disabled={!mayChange} />
            <Radio value="none" label="No links" disabled={!mayChange} />
          </Group>
        </Radio.Group>
        {links === 'some' && (
          <Textarea
            {...field('allowed_link_hosts')}
            label="Allowed hosts"
            description="One per line. *.example.com matches every host below it."
            placeholder={'help.example.com\n*.example.org'}
            defaultValue={hosts?.join('\n')}
            autosize
            minRows={2}
            maxRows={8}
            required
          />
        )}
        {mayChange && (
          <Group justify="flex-end">
            <span role="status" className="saved">
              {saved ? 'Saved' : ''}
            </span>
            <Button type="submit" loading={fetcher.state !== 'idle'}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
