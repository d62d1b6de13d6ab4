import { Anchor, Button, Radio, Stack } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useState } from 'react';
import { FormDialog } from '../components/form-dialog.tsx';
import { ResourceTable } from '../components/resource-table.tsx';
import type { Account } from '../types.ts';
import { MailBoxes, mailNames } from './mail-boxes.tsx';

type Choice = Account['workspace_mails'][number];

/** Which mails somebody receives about each of their workspaces. */
export const WorkspaceMails = ({ choices }: { choices: Choice[] }) => (
  <ResourceTable
    id="workspace-mail"
    title="Mail by workspace"
    about="Choose differently for single workspaces."
    empty={{ title: 'No workspaces', text: 'You are not a member of a workspace.' }}
    label="Mail by workspace"
    columns={[
      { name: 'Workspace', bare: true },
      { name: 'You receive', maxWidth: 380 },
      { name: 'Change', hidden: true, right: true },
    ]}
    rows={choices.map((choice) => ({
      key: choice.workspace_id,
      cells: [
        <Anchor key="name" component={Link} to={`/workspaces/${choice.workspace_id}`} size="sm" fw={500}>
          {choice.name}
        </Anchor>,
        summaryOf(choice),
        <Change key="change" choice={choice} />,
      ],
    }))}
  />
);

function summaryOf({ is_own, mails }: Choice): string {
  const chosen = mails.filter(({ is_chosen }) => is_chosen).map(({ kind }) => mailNames[kind][0]);
  const list = chosen.join(', ');
  return is_own ? list || 'Nothing' : `As for all: ${list || 'nothing'}`;
}

const Change = ({ choice: { workspace_id, name, ...choice } }: { choice: Choice }) => (
  <FormDialog
    title={
      <>
        Mail about <bdi>{name}</bdi>
      </>
    }
    does="Save mail choice"
    fields={{ intent: 'choose-mails-of', workspace_id }}
    target={(open) => (
      <Button variant="default" size="xs" onClick={open} aria-label={`Change mail about ${name}`}>
        Change
      </Button>
    )}
  >
    {() => <Fields {...choice} />}
  </FormDialog>
);

function Fields({ is_own, mails }: Pick<Choice, 'is_own' | 'mails'>) {
  const [as, setAs] = useState(is_own ? 'own' : 'all');
  return (
    <>
      <Radio.Group name="as" label="What you receive" value={as} onChange={setAs}>
        <Stack gap="xs" mt="xs">
          <Radio value="all" label="The same as for all workspaces" />
          <Radio value="own" label="Only what is chosen here" />
        </Stack>
      </Radio.Group>
      <div hidden={as === 'all'}>
        <Stack gap="sm">
          <MailBoxes mails={mails} />
        </Stack>
      </div>
    </>
  );
}
