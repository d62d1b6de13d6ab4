import { Badge, Button, Group, Text, Textarea } from '@mantine/core';
import { useParams } from '@remix-run/react';
import { useState } from 'react';
import { Confirm } from '../components/confirm.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { DownloadIcon, PlusIcon, UploadIcon } from '../components/icons.tsx';
import { Pager } from '../components/pager.tsx';
import { count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import { useMay } from '../may.ts';
import type { EvaluationQuestion } from '../types.ts';
import { QuestionFields } from './question-fields.tsx';

type Props = { questions: EvaluationQuestion[]; total: number; page: number; perPage: number };

/** The questions of a set, with what is expected. */
export function QuestionTable({ questions, total, page, perPage }: Props) {
  const mayChange = useMay('analyst');
  return (
    <ResourceTable
      id="questions"
      title={`Questions (${count(total)})`}
      about="What is asked, and what is expected of the answer."
      action={mayChange && <Actions any={total > 0} />}
      empty={{
        title: 'No questions yet',
        text: 'Add one, import a CSV file, or choose “Save as test” below an answer in the playground or a conversation.',
      }}
      label="Questions"
      columns={[
        { name: 'Question', maxWidth: 420 },
        { name: 'Expected', bare: true, maxWidth: 360 },
        { name: 'Change', hidden: true, right: true },
      ]}
      rows={questions.map((question) => ({
        key: question.question_id,
        cells: [
          <Asked key="question" question={question} />,
          <Expected key="expected" question={question} />,
          mayChange && <Change key="change" question={question} />,
        ],
      }))}
    >
      <Pager page={page} pages={Math.ceil(total / perPage)} />
    </ResourceTable>
  );
}

const Asked = ({
  question: { question, turns, tags, from_conversation },
}: {
  question: EvaluationQuestion;
}) => (
  <>
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {question}
    </Text>
    <Group gap={6} mt={2}>
      {turns.length > 0 && (
        <Text size="xs" c="dimmed">
          after {count(turns.length)} {turns.length === 1 ? 'turn' : 'turns'}
        </Text>
      )}
      {from_conversation && (
        <Text size="xs" c="dimmed">
          from a conversation
        </Text>
      )}
      {tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none" size="xs">
          {tag}
        </Badge>
      ))}
    </Group>
  </>
);

function Expected({ question }: { question: EvaluationQuestion }) {
  const { unanswerable, expected_document, expected_passage, expected_words } = question;
  const lines = [
    expected_document,
    expected_passage && `“${expected_passage.slice(0, 200)}”`,
    expected_words.length > 0 && `words: ${expected_words.join(', ')}`,
  ].filter(Boolean);
  const text = unanswerable ? 'a refusal' : lines.length > 0 ? lines.join(' · ') : 'an answer';
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}

function Change({ question }: { question: EvaluationQuestion }) {
  const { question_id } = question;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <FormDialog
        title="Change the question"
        does="Save question"
        fields={{ intent: 'updateQuestion', question_id }}
        target={(open) => (
          <Button variant="default" size="xs" onClick={open} aria-label={`Change ${question.question}`}>
            Change
          </Button>
        )}
      >
        {(problem) => <QuestionFields question={question} problem={problem} />}
      </FormDialog>
      <Confirm
        title="Delete this question?"
        does="Delete question"
        fields={{ intent: 'deleteQuestion', question_id }}
        target={(open) => (
          <Button variant="default" size="xs" onClick={open} aria-label={`Delete ${question.question}`}>
            Delete
          </Button>
        )}
      >
        Its results in all runs are deleted too.
      </Confirm>
    </Group>
  );
}

function Actions({ any }: { any: boolean }) {
  const { appId, setId } = useParams();
  return (
    <Group gap="xs">
      {any && (
        <Button
          component="a"
          href={`/admin/apps/${appId}/evaluations/${setId}/questions.csv`}
          download
          variant="default"
          size="sm"
          leftSection={<DownloadIcon size={16} />}
        >
          CSV
        </Button>
      )}
      <FormDialog
        title="Import questions from a CSV file"
        does="Import questions"
        fields={{ intent: 'import' }}
        target={(open) => (
          <Button variant="default" size="sm" onClick={open} leftSection={<UploadIcon size={16} />}>
            Import CSV
          </Button>
        )}
      >
        {(problem) => <CsvFields error={problem?.fields['csv']} />}
      </FormDialog>
      <FormDialog
        title="Add a question"
        does="Add question"
        fields={{ intent: 'addQuestion' }}
        target={(open) => (
          <Button size="sm" onClick={open} leftSection={<PlusIcon />}>
            Add question
          </Button>
        )}
      >
        {(problem) => <QuestionFields problem={problem} />}
      </FormDialog>
    </Group>
  );
}

/** A file is read in the browser, and shown before it is sent. */
function CsvFields({ error }: { error: string | undefined }) {
  const [csv, setCsv] = useState('');
  return (
    <>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label="CSV file"
        onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setCsv)}
      />
      <Textarea
        name="csv"
        label="Contents"
        description="Columns: question (needed), expected_document, expected_passage, expected_words, unanswerable, tags, turns. Words and tags are separated by |."
        placeholder={'question,expected_document,expected_words\nWho is called first?,playbook.md,on-call'}
        value={csv}
        onChange={(event) => setCsv(event.currentTarget.value)}
        error={error}
        autosize
        minRows={5}
        maxRows={14}
        required
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
    </>
  );
}
