import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Problem } from '../api.server.ts';
import type { EvaluationQuestion } from '../types.ts';

type Props = { question?: EvaluationQuestion; problem: Problem | undefined };

/** The fields of a question: what is asked, and what is expected of the answer. */
export function QuestionFields({ question, problem }: Props) {
  const [unanswerable, setUnanswerable] = useState(question?.unanswerable ?? false);
  const field = (name: string) => ({ name, error: problem?.fields[name] });
  return (
    <>
      <Textarea
        {...field('question')}
        label="Question"
        defaultValue={question?.question}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4000}
        required
        data-autofocus
      />
      <Checkbox
        name="unanswerable"
        value="true"
        checked={unanswerable}
        onChange={(event) => setUnanswerable(event.currentTarget.checked)}
        label="The documents do not answer it: it must be refused"
      />
      {problem?.fields['unanswerable'] && <p className="bad note">{problem.fields['unanswerable']}</p>}
      <div hidden={unanswerable} className="stack">
        <TextInput
          {...field('expected_document')}
          label="Expected document"
          description="Its name, id, external id or address."
          defaultValue={question?.expected_document ?? ''}
          maxLength={500}
          disabled={unanswerable}
        />
        <Textarea
          {...field('expected_passage')}
          label="Expected passage"
          description="Words of the document that must be in a passage that is found."
          defaultValue={question?.expected_passage ?? ''}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={4000}
          disabled={unanswerable}
        />
        <Textarea
          {...field('expected_words')}
          label="Expected words"
          description="One entry a line; all must be in the answer."
          defaultValue={question?.expected_words.join('\n')}
          autosize
          minRows={1}
          maxRows={6}
          disabled={unanswerable}
        />
      </div>
      <Textarea
        {...field('turns')}
        label="Said before"
        description="For a follow-up, one turn a line: “user: …” or “assistant: …”."
        defaultValue={question?.turns
          .map(({ role, content }) => `${role}: ${content.replaceAll('\n', ' ')}`)
          .join('\n')}
        autosize
        minRows={1}
        maxRows={6}
      />
      <Textarea
        {...field('tags')}
        label="Tags"
        description="One a line."
        defaultValue={question?.tags.join('\n')}
        autosize
        minRows={1}
        maxRows={4}
      />
    </>
  );
}
