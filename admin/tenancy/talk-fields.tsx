import { Fieldset, SimpleGrid, Text, Textarea } from '@mantine/core';
import type { TalkKind, TalkTexts } from '../../shared/contract/talk.ts';

const kinds = {
  greeting: ['To a greeting', 'Hello! What would you like to know?'],
  thanks: ['To thanks', 'You are welcome!'],
  farewell: ['To a goodbye', 'Goodbye!'],
  about: ['To “who are you?”', 'I am an automated assistant (AI). I answer questions from …'],
  rephrase: ['To “shorter, please”', 'I quote the documents word for word, so I cannot shorten …'],
} satisfies Record<TalkKind, [label: string, placeholder: string]>;

/** The app's own words for small talk. */
export function TalkFields({
  texts,
  problems,
  disabled,
}: {
  texts: TalkTexts;
  problems: Record<string, string> | undefined;
  disabled: boolean;
}) {
  return (
    <Fieldset legend="Small talk">
      <Text size="sm" c="dimmed" mb="sm">
        Replies to messages that ask nothing of the documents, if the built-in model answers or the chat model
        fails. Empty: the built-in words, in the language of the message (20 languages).
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {(Object.keys(kinds) as TalkKind[]).map((kind) => (
          <Textarea
            key={kind}
            name={`talk_texts.${kind}`}
            label={kinds[kind][0]}
            placeholder={kinds[kind][1]}
            defaultValue={texts[kind]}
            error={problems?.[`talk_texts.${kind}`]}
            disabled={disabled}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={1000}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}
