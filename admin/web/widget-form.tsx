import { Button, Card, ColorInput, Group, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { WidgetSettings } from '../../shared/contract/widget.ts';
import { useMay } from '../may.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { WidgetTextFields } from './widget-texts.tsx';

type Props = {
  saved: WidgetSettings;
  draft: WidgetSettings;
  onChange: (draft: WidgetSettings) => void;
  locale: string;
  onLocale: (locale: string) => void;
};

const accents = ['#087f5b', '#1864ab', '#5f3dc4', '#a61e4d', '#c92a2a', '#d9480f', '#2b8a3e', '#212529'];

/** The widget's settings. The page holds the draft, so that the preview can show it. */
export function WidgetForm({ saved, draft, onChange, locale, onLocale }: Props) {
  const fetcher = useFetcher();
  const mayChange = useMay('admin');
  const problem = problemIn(fetcher.data);
  const changed = JSON.stringify(saved) !== JSON.stringify(draft);
  const busy = fetcher.state !== 'idle';
  const set = (changes: Partial<WidgetSettings>) => onChange({ ...draft, ...changes });
  const wrong = problem && Object.values(problem.fields).join(' ');
  return (
    <Card withBorder padding="lg" component={fetcher.Form} {...{ method: 'post' }}>
      <input type="hidden" name="intent" value="save" />
      <input type="hidden" name="settings" value={JSON.stringify(draft)} />
      <Stack gap="lg">
        <div>
          <Title order={2} size="h4">
            Widget
          </Title>
          <Text size="sm" c="dimmed">
            {mayChange
              ? 'Appearance and texts of the chat bubble on your pages.'
              : 'Your role can view the widget but not change it.'}
          </Text>
        </div>
        <KeepChanges result={fetcher.data} />
        <Refused problem={problem && { ...problem, message: problem.message ?? wrong ?? null }} />
        <Stack gap="sm">
          <Choice
            label="Colours"
            value={draft.theme}
            options={{ auto: 'Match visitor’s system', light: 'Light', dark: 'Dark' }}
            onChange={(theme) => set({ theme })}
            disabled={!mayChange}
          />
          <Choice
            label="Position"
            value={draft.position}
            options={{ left: 'Left', right: 'Right' }}
            onChange={(position) => set({ position })}
            disabled={!mayChange}
          />
        </Stack>
        <ColorInput
          label="Accent"
          description="Used for the bubble, the header and the visitor’s messages. The text colour adapts to it."
          format="hex"
          swatches={accents}
          swatchesPerRow={8}
          value={draft.accent}
          onChange={(accent) => set({ accent: accent.toLowerCase() })}
          error={/^#[0-9a-f]{6}$/i.test(draft.accent) ? undefined : 'Must be a colour such as #087f5b'}
          disabled={!mayChange}
          eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }}
        />
        <Switch
          label="Say that answers come from an AI"
          description="A line below the field, in the visitor’s language. In the EU, people must learn at first contact that they talk to an AI."
          checked={draft.ai_notice}
          onChange={(event) => set({ ai_notice: event.currentTarget.checked })}
          disabled={!mayChange}
        />
        <WidgetTextFields
          texts={draft.texts}
          onChange={(texts) => set({ texts })}
          locale={locale}
          onLocale={onLocale}
          disabled={!mayChange}
        />
        {mayChange && (
          <Group justify="flex-end">
            <span role="status" className="saved">
              {!busy && fetcher.data && !problem && !changed ? 'Saved' : ''}
            </span>
            {changed && (
              <Button variant="default" onClick={() => onChange(saved)}>
                Discard changes
              </Button>
            )}
            <Button type="submit" loading={busy} disabled={!changed}>
              Save
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  options: Record<T, string>;
  onChange: (value: T) => void;
  disabled: boolean;
};

function Choice<T extends string>({ label, value, options, onChange, disabled }: ChoiceProps<T>) {
  const data = (Object.entries(options) as [T, string][]).map(([value, label]) => ({ value, label }));
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl
        aria-label={label}
        fullWidth
        data={data}
        value={value}
        onChange={(chosen) => onChange(chosen)}
        disabled={disabled}
      />
    </div>
  );
}
