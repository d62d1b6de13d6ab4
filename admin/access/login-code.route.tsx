import { TextInput } from '@mantine/core';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { atStage, stepOf } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';
import { Leave } from './leave.tsx';

export const meta: MetaFunction = () => [{ title: 'Two-step sign-in · Docent' }];

export const loader = (args: LoaderFunctionArgs) => atStage('code', args);

export const action = stepOf('code', (api, text) => api.session.enterCode({ code: text('code') }));

export default function Code() {
  const { email } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <Gate
      title="One more step"
      about={
        <>
          Signing in as <b>{email}</b>. Enter the six digits that your authenticator app shows, or one of your
          recovery codes. If you have lost both, ask an owner of the team to turn this step off.
        </>
      }
      below={<Leave>Sign in as someone else</Leave>}
    >
      <GateForm problem={refused?.problem} does="Continue">
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
      </GateForm>
    </Gate>
  );
}
