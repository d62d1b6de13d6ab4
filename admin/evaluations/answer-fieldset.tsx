import { Checkbox, Group, Textarea, TextInput } from '@mantine/core';
import type { Problem } from '../api.server.ts';
import type { CuratedAnswer } from '../types.ts';

type Props = { answer?: CuratedAnswer; questions?: string[]; problem: Problem | undefined };

/** The fields of a curated answer. @param questions what it begins with, if it is new */
export function AnswerFieldset({ answer, questions = answer?.questions ?? [], problem }: Props) {
  const field = (name: string) => ({
    name,
    error:
      problem?.fields[name] ??
      Object.entries(problem?.fields ?? {}).find(([path]) => path.startsWith(`${name}.`))?.[1],
  });
  return (
    <>
      <Textarea
        {...field('questions')}
        label="Questions"
        description="One a line: the question, and other words for it. Who asks with the same words gets this text."
        defaultValue={questions.join('\n')}
        autosize
        minRows={2}
        maxRows={8}
        required
      />
      <Textarea
        {...field('text')}
        label="Answer"
        description="Markdown."
        defaultValue={answer?.text}
        autosize
        minRows={4}
        maxRows={16}
        maxLength={8000}
        required
        data-autofocus
      />
      <Group grow align="flex-start">
        <TextInput
          {...field('source_name')}
          label="Source"
          description="Shown in citations. Default: the first question."
          defaultValue={answer?.source_name ?? ''}
          maxLength={200}
        />
        <TextInput
          {...field('source_url')}
          label="Address of the source"
          description="Where it can be read."
          type="url"
          defaultValue={answer?.source_url ?? ''}
          maxLength={2000}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          {...field('valid_from')}
          label="Used from"
          description="Midnight UTC. Empty: at once."
          type="date"
          defaultValue={answer?.valid_from?.slice(0, 10) ?? ''}
        />
        <TextInput
          {...field('valid_until')}
          label="Used before"
          description="Midnight UTC. Empty: no end."
          type="date"
          defaultValue={answer?.valid_until?.slice(0, 10) ?? ''}
        />
      </Group>
      <Checkbox name="enabled" value="true" defaultChecked={answer?.enabled ?? true} label="In use" />
    </>
  );
}
