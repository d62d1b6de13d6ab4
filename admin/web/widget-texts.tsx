import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { WidgetSettings, WidgetTexts } from '../../shared/contract/widget.ts';

type Texts = WidgetSettings['texts'];
type Props = {
  texts: Texts;
  onChange: (texts: Texts) => void;
  locale: string;
  onLocale: (locale: string) => void;
  disabled: boolean;
};

const MOST_SUGGESTIONS = 6;
const usual = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'fi',
  'cs',
  'tr',
  'uk',
  'ja',
  'zh',
];
const names = new Intl.DisplayNames('en', { type: 'language' });
const nothing: WidgetTexts = { title: '', greeting: '', placeholder: '', suggestions: [] };

/** Keeps only texts that were entered. Others fall back to the built-in texts. */
const isEmpty = ({ title, greeting, placeholder, suggestions }: WidgetTexts) =>
  !title && !greeting && !placeholder && suggestions.length === 0;

/** The widget's texts, by language. */
export function WidgetTextFields({ texts, onChange, locale, onLocale, disabled }: Props) {
  const own = texts[locale] ?? nothing;
  const set = (changes: Partial<WidgetTexts>) => {
    const next = { ...own, ...changes };
    const { [locale]: _before, ...others } = texts;
    onChange(isEmpty(next) ? others : { ...texts, [locale]: next });
  };
  const known = [...new Set([...Object.keys(texts), ...usual, locale])];
  return (
    <Stack>
      <NativeSelect
        label="Language"
        description="The page’s language decides. Without texts for it, English or the first language is used."
        value={locale}
        onChange={(event) => onLocale(event.currentTarget.value)}
        data={known.map((code) => ({
          value: code,
          label: `${names.of(code)}${texts[code] ? '' : ' (default texts)'}`,
        }))}
      />
      <TextInput
        label="Title"
        value={own.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        placeholder="Ask us"
        maxLength={60}
        disabled={disabled}
      />
      <Textarea
        label="Greeting"
        value={own.greeting}
        onChange={(event) => set({ greeting: event.currentTarget.value })}
        placeholder="Hello! Ask me anything; I answer from our documents and show my sources."
        maxLength={500}
        autosize
        minRows={2}
        maxRows={6}
        disabled={disabled}
      />
      <TextInput
        label="Placeholder"
        value={own.placeholder}
        onChange={(event) => set({ placeholder: event.currentTarget.value })}
        placeholder="Your question"
        maxLength={100}
        disabled={disabled}
      />
      <Suggestions
        key={locale}
        suggestions={own.suggestions}
        onChange={(suggestions) => set({ suggestions })}
        disabled={disabled}
      />
    </Stack>
  );
}

type SuggestionsProps = {
  suggestions: string[];
  onChange: (suggestions: string[]) => void;
  disabled: boolean;
};

/** An empty line is still being typed: it stays in the form and is not saved. */
function Suggestions({ suggestions, onChange, disabled }: SuggestionsProps) {
  const [lines, setLines] = useState(suggestions);
  const written = lines.map((line) => line.trim()).filter(Boolean);
  // The value changes from outside when changes are discarded.
  const shown = written.join('\n') === suggestions.join('\n') ? lines : suggestions;
  const change = (next: string[]) => {
    setLines(next);
    onChange(next.map((line) => line.trim()).filter(Boolean));
  };
  return (
    <Stack gap="xs" component="fieldset" m={0} p={0} style={{ border: 0 }}>
      <legend className="legend">Suggested questions</legend>
      {shown.map((line, index) => (
        <Group key={index} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Suggested question ${index + 1}`}
            value={line}
            onChange={(event) => change(shown.with(index, event.currentTarget.value))}
            placeholder="How long can I return an item?"
            maxLength={120}
            flex={1}
            disabled={disabled}
          />
          {!disabled && (
            <Button
              variant="subtle"
              color="red"
              className="bad"
              size="compact-sm"
              aria-label={`Remove question ${index + 1}`}
              onClick={() => change(shown.toSpliced(index, 1))}
            >
              Remove
            </Button>
          )}
        </Group>
      ))}
      {!disabled && shown.length < MOST_SUGGESTIONS && (
        <Group>
          <Button variant="default" size="xs" onClick={() => setLines([...shown, ''])}>
            Add a question
          </Button>
        </Group>
      )}
    </Stack>
  );
}
