import { Button, Stack, TextInput } from '@mantine/core';
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
import { Refused } from '../../components/problem.tsx';
import { beginSession } from '../../session-cookie.server.ts';

export const meta: MetaFunction = () => [{ title: 'Two-step sign-in · Docent' }];

export const loader = (args: LoaderFunctionArgs) => atStage('code', args);

export async function action(args: ActionFunctionArgs) {
  await atStage('code', args);
  const { request, context } = args;
  const { text } = await readForm(request);
  try {
    const { token, stage } = await context.api.session.enterCode({ code: text('code') });
    return redirect(nextStep(stage, request), {
      headers: { 'Set-Cookie': beginSession(token, context.secure) },
    });
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export default function Code() {
  const { email } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  return (
    <Gate
      title="One more step"
      about={
        <>
          Signing in as <b>{email}</b>. Enter the six digits that your authenticator app shows, or one of your
          recovery codes.
        </>
      }
      below={<Leave>Sign in as someone else</Leave>}
    >
      <Form method="post">
        <Stack>
          {!busy && <Refused problem={refused?.problem} />}
          <TextInput
            name="code"
            label="Code"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            required
            withAsterisk={false}
            autoFocus
            error={refused?.problem.fields['code']}
            styles={{
              input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.08em' },
            }}
          />
          <Button type="submit" loading={busy} fullWidth mt="xs">
            Continue
          </Button>
        </Stack>
      </Form>
    </Gate>
  );
}
