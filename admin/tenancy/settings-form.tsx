import {
  Anchor,
  Autocomplete,
  Button,
  Card,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { Link, useFetcher } from '@remix-run/react';
import type { ComponentProps } from 'react';
import { efforts } from '../../shared/contract/efforts.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { GateChoice } from '../evaluations/gate-choice.tsx';
import { useMay } from '../may.ts';
import { useApp } from './app.route.tsx';
import { LinkFields } from './link-fields.tsx';
import { RelevanceField } from './relevance-field.tsx';
import { TalkFields } from './talk-fields.tsx';

/** What an app's answers are made of: its models, words and rules. */
export function SettingsForm({
  languages,
  answers,
}: {
  languages: { value: string; label: string }[];
  answers: ComponentProps<typeof RelevanceField>['answers'];
}) {
  const { app, settings, models } = useApp();
  const mayChange = useMay('admin');
  const fetcher = useFetcher();
  const problem = problemIn(fetcher.data);
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
        <KeepChanges result={fetcher.data} />
        <Refused problem={problem} />
        {problem?.code === 'evaluation_gate' && <GateChoice busy={fetcher.state !== 'idle'} />}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <TextInput {...field('name')} label="Name" defaultValue={settings.name} required maxLength={100} />
          <TextInput
            label="Time zone of the workspace"
            description={
              <>
                Set in the workspace <bdi>{app.workspace}</bdi>
              </>
            }
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
          description="Returned instead of an answer if the documents contain nothing relevant. Docent translates the built-in text into the visitor’s language, but never your own."
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
        <LinkFields
          hosts={settings.allowed_link_hosts}
          error={problem?.fields['allowed_link_hosts']}
          disabled={!mayChange}
        />
        <Switch
          name="ai_disclosure"
          label="Mark answers as made by AI, for machines"
          description="Adds ai_generated to answers and the header AI-Disclosure to responses. Article 50 of the EU's AI Act asks providers for such a mark. Switch it off only if another part of your system adds one."
          defaultChecked={settings.ai_disclosure}
          disabled={!mayChange}
        />
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
