import { Alert, Button } from '@mantine/core';
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { problemOf, readForm } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';
import { dropLoginCookie } from './login-cookie.server.ts';
import { NewPassword } from './new-password.tsx';

export const meta: MetaFunction = () => [{ title: 'Choose a new password · Docent' }];

export async function loader({ context, params }: LoaderFunctionArgs) {
  try {
    return { reset: await context.api.session.getReset({ token: params['token']! }) };
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { text } = await readForm(request);
  try {
    await context.api.session.resetPassword({ token: params['token']!, password: text('password') });
    return redirect('/login?reset=done', { headers: { 'Set-Cookie': dropLoginCookie(context.secure) } });
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export default function ResetLink() {
  const found = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  if (!('reset' in found))
    return (
      <Gate title="This link does not work" about="A link works once, within an hour.">
        <Alert color="red" variant="light" role="alert">
          {found.problem.message ?? 'The link is not complete. Copy all of it.'}
        </Alert>
        <Button component={Link} to="/reset" variant="default">
          Ask for a new one
        </Button>
      </Gate>
    );
  const { email } = found.reset;
  return (
    <Gate
      title="Choose a new password"
      about={
        <>
          For <b>{email}</b>. You will be signed out everywhere; then sign in with the new password.
        </>
      }
    >
      <GateForm problem={refused?.problem} does="Save password">
        {/* Password managers file the new password under this name. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <NewPassword label="New password" error={refused?.problem.fields['password']} />
      </GateForm>
    </Gate>
  );
}
