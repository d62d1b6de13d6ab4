import { Stack, Text } from '@mantine/core';
import { data, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { attempt, readForm, signedIn } from '../api.server.ts';
import { Logins } from './logins.tsx';
import { PageHead } from '../components/page-head.tsx';
import { PasswordForm } from './password-form.tsx';
import { problemIn } from '../components/problem.tsx';
import { TwoStep } from './two-step.tsx';
import { beginSession } from './session-cookie.server.ts';

export const meta: MetaFunction = () => [{ title: 'Account · Docent' }];

export const loader = signedIn(({ context }) => context.api.account.get({}));

export const action = signedIn(async ({ request, context: { api, secure } }) => {
  const { text } = await readForm(request);
  const intent = text('intent');
  const current_password = text('current_password');
  const outcome = await attempt(async () => {
    switch (intent) {
      case 'change-password':
        return api.account.changePassword({ current_password, password: text('password') });
      case 'start-totp':
        return api.account.startTotp({ current_password });
      case 'confirm-totp':
        return api.account.confirmTotp({ code: text('code') });
      case 'remove-totp':
        return api.account.removeTotp({ current_password });
      case 'renew-codes':
        return api.account.renewRecoveryCodes({ current_password });
      case 'end-login':
        return api.account.endLogin({ login_id: text('login_id') });
      case 'end-others':
        return api.account.endOtherLogins({});
      default:
        throw data('Unknown action.', { status: 400 });
    }
  });
  if (!('done' in outcome)) {
    const { problem } = outcome.data;
    return data({ intent, problem, codes: null }, { status: problem.status });
  }
  const done: { token?: string; recovery_codes?: string[] } = outcome.done ?? {};
  const headers = done.token ? { 'Set-Cookie': beginSession(done.token, secure) } : undefined;
  const codes = done.recovery_codes ?? null;
  return data({ intent, problem: undefined, codes }, { headers });
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
            {account.email}, {account.role}
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
        codes={answer?.codes ?? null}
        removed={did('remove-totp')}
      />
      <Logins logins={account.logins} />
    </Stack>
  );
}
