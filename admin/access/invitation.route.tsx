import { Alert, Button } from '@mantine/core';
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData, useLocation } from '@remix-run/react';
import { problemOf, readForm } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';
import { NewPassword } from './new-password.tsx';
import { setLoginCookie } from './login-cookie.server.ts';

export const meta: MetaFunction = () => [{ title: 'Invitation · Docent' }];

export async function loader({ context, params }: LoaderFunctionArgs) {
  try {
    return { invitation: await context.api.session.getInvitation({ token: params['token']! }) };
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { text } = await readForm(request);
  try {
    const { token } = await context.api.session.acceptInvitation({
      token: params['token']!,
      password: text('password') || undefined,
    });
    // Without one, the person was signed in already.
    const headers = token ? { 'Set-Cookie': setLoginCookie(token, context.secure) } : undefined;
    return redirect('/overview', headers && { headers });
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
}

export default function Invitation() {
  const found = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { pathname } = useLocation();
  if (!('invitation' in found))
    return (
      <Gate title="This link does not work" about="An invitation works once, within seven days.">
        <Alert color="red" variant="light" role="alert">
          {found.problem.message ?? 'The link is not complete. Copy all of it.'}
        </Alert>
        <Button component={Link} to="/login" variant="default">
          Go to the sign-in
        </Button>
      </Gate>
    );
  const { email, role, workspace, account } = found.invitation;
  const invited = (
    <>
      You were invited {workspace ? 'into ' : ''}
      {workspace && <b>{workspace}</b>} as <b>{email}</b> with the role <b>{role}</b>.
    </>
  );
  if (account === 'signed_out')
    return (
      <Gate
        title="Welcome to Docent"
        about={<>{invited} There is an account with this address: sign in with it.</>}
      >
        <Button component={Link} to={`/login?to=${encodeURIComponent(pathname)}`}>
          Sign in to join
        </Button>
      </Gate>
    );
  const isNew = account === 'none';
  return (
    <Gate
      title="Welcome to Docent"
      about={
        <>
          {invited} {isNew && 'Choose a password, and the panel opens.'}
        </>
      }
    >
      <GateForm problem={refused?.problem} does={workspace ? 'Join the workspace' : 'Join the team'}>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        {isNew && <NewPassword label="Password" error={refused?.problem.fields['password']} />}
      </GateForm>
    </Gate>
  );
}
