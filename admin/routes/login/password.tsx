import { Button, Stack } from '@mantine/core';
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { atStage, nextStep, problemOf, readForm } from '../../api.server.ts';
import { Gate } from '../../components/gate.tsx';
import { Leave } from '../../components/leave.tsx';
import { NewPassword } from '../../components/new-password.tsx';
import { Refused } from '../../components/problem.tsx';
import { beginSession } from '../../session-cookie.server.ts';

export const meta: MetaFunction = () => [{ title: 'Choose a password · Docent' }];

export const loader = (args: LoaderFunctionArgs) => atStage('password', args);

export async function action(args: ActionFunctionArgs) {
  await atStage('password', args);
  const { request, context } = args;
  const { text } = await readForm(request);
  try {
    const { token } = await context.api.session.setPassword({ password: text('password') });
    return redirect(nextStep('open', request), {
      headers: { 'Set-Cookie': beginSession(token, context.secure) },
    });
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export default function Password() {
  const { email } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  return (
    <Gate
      title="Choose a password"
      about="The one you came with was made by the server and stood in its output. Choose your own, and the panel opens."
      below={<Leave>Sign in as someone else</Leave>}
    >
      <Form method="post">
        <Stack>
          {!busy && <Refused problem={refused?.problem} />}
          {/* Password managers file the new password under this name. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <NewPassword label="New password" error={refused?.problem.fields['password']} />
          <Button type="submit" loading={busy} fullWidth mt="xs">
            Save and continue
          </Button>
        </Stack>
      </Form>
    </Gate>
  );
}
