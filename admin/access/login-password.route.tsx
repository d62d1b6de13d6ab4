import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { atStage, stepOf } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';
import { Leave } from './leave.tsx';
import { NewPassword } from './new-password.tsx';

export const meta: MetaFunction = () => [{ title: 'Choose a password · Docent' }];

export const loader = (args: LoaderFunctionArgs) => atStage('password', args);

export const action = stepOf('password', async (api, text) => ({
  ...(await api.session.setPassword({ password: text('password') })),
  stage: 'open',
}));

export default function Password() {
  const { email } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <Gate
      title="Choose a password"
      about="Replace the generated password with one of your own to continue."
      below={<Leave>Sign in as someone else</Leave>}
    >
      <GateForm problem={refused?.problem} does="Save and continue">
        {/* Password managers file the new password under this name. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <NewPassword label="New password" error={refused?.problem.fields['password']} />
      </GateForm>
    </Gate>
  );
}
