import { Stack, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { signedIn } from '../api.server.ts';
import { ChosenMails } from './chosen-mails.tsx';
import { Logins } from './logins.tsx';
import { PageHead } from '../components/page-head.tsx';
import { PasswordForm } from './password-form.tsx';
import { problemIn } from '../components/problem.tsx';
import { TwoStep } from './two-step.tsx';
import { WorkspaceMails } from './workspace-mails.tsx';
import { setLoginCookie } from './login-cookie.server.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction = () => [{ title: 'Account · Docent' }];

export const loader = signedIn(({ context }) => context.api.account.get({}));

const OfWorkspace = z.object({
  ...panel.chooseMails.input.shape,
  workspace_id: panel.chooseMailsOf.input.shape.workspace_id,
  as: z.enum(['all', 'own']),
});

export const action = formAction({
  'change-password': onSubmit(panel.changePassword.input, async (input, { api, headers, secure }) => {
    const { token } = await api.account.changePassword(input);
    headers.set('Set-Cookie', setLoginCookie(token, secure));
    return {};
  }),
  'choose-mails': onSubmit(panel.chooseMails.input, async (input, { api }) => {
    await api.account.chooseMails(input);
    return {};
  }),
  'choose-mails-of': onSubmit(OfWorkspace, async ({ workspace_id, as, mails }, { api }) => {
    await api.account.chooseMailsOf({ workspace_id, mails: as === 'own' ? mails : null });
    return {};
  }),
  'start-totp': onSubmit(panel.startTotp.input, async (input, { api }) => {
    await api.account.startTotp(input);
    return {};
  }),
  'confirm-totp': onSubmit(panel.confirmTotp.input, (input, { api }) => api.account.confirmTotp(input)),
  'cancel-totp': onSubmit(panel.cancelTotp.input, async (_input, { api }) => {
    await api.account.cancelTotp({});
    return {};
  }),
  'remove-totp': onSubmit(panel.removeTotp.input, async (input, { api }) => {
    await api.account.removeTotp(input);
    return {};
  }),
  'renew-codes': onSubmit(panel.renewRecoveryCodes.input, (input, { api }) =>
    api.account.renewRecoveryCodes(input),
  ),
  'end-login': onSubmit(panel.endLogin.input, async (input, { api }) => {
    await api.account.endLogin(input);
    return {};
  }),
  'end-others': onSubmit(panel.endOtherLogins.input, async (_input, { api }) => {
    await api.account.endOtherLogins({});
    return {};
  }),
});

export default function Account() {
  const account = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const problemOf = (intent: string) => (answer?.intent === intent ? problemIn(answer) : undefined);
  const did = (intent: string) => answer?.intent === intent && !answer.problem;
  return (
    <Stack gap="xl" maw={860}>
      <PageHead
        title="Account"
        about={
          <Text span inherit style={{ overflowWrap: 'anywhere' }}>
            {account.email}, {account.role ?? 'member of workspaces'}
          </Text>
        }
      />
      <PasswordForm
        email={account.email}
        problem={problemOf('change-password')}
        done={did('change-password')}
      />
      <TwoStep
        account={account}
        problemOf={problemOf}
        codes={answer?.done && 'recovery_codes' in answer.done ? answer.done.recovery_codes : null}
        removed={did('remove-totp')}
      />
      {account.mails && (
        <ChosenMails
          mails={account.mails}
          isDivided={account.workspace_mails.length > 0}
          done={did('choose-mails')}
        />
      )}
      {account.workspace_mails.length > 0 && <WorkspaceMails choices={account.workspace_mails} />}
      <Logins logins={account.logins} />
    </Stack>
  );
}
