import { Alert, Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { nextStep, problemOf, readForm } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';
import { passwordLogin } from './password-login.server.ts';

export const meta: MetaFunction = () => [{ title: 'Sign in · Docent' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const login = await context.api.session.stage();
  if (login) throw redirect(nextStep(login.stage, request));
  const { name } = await context.api.session.provider({});
  return { ownOrigins: context.ownOrigins, provider: name };
}

export async function action(args: ActionFunctionArgs) {
  const { text } = await readForm(args.request);
  try {
    const { stage, headers } = await passwordLogin(args, text);
    return redirect(nextStep(stage, args.request), { headers });
  } catch (error) {
    const problem = problemOf(error);
    problem.message ??= 'Enter your e-mail address and password.';
    return data({ email: text('email'), problem }, { status: problem.status });
  }
}

/** The page's address if its forms would be refused. Over https, browsers say themselves that a form is the page's own. */
function useUnknownAddress(): string | undefined {
  const { ownOrigins } = useLoaderData<typeof loader>();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const { origin } = window.location;
    setAddress(window.isSecureContext || ownOrigins.includes(origin) ? undefined : origin);
  }, [ownOrigins]);
  return address;
}

/** Why a sign-in at the OpenID provider came to nothing, by the code of the error. */
const problems: Record<string, string> = {
  oidc_failed: 'The sign-in at the provider did not succeed. Try again, or sign in with your password.',
  oidc_refused: 'Your account at the provider may not sign in here. Ask an owner of the team.',
  oidc_not_set_up: 'This installation has no OpenID provider.',
  too_many_attempts: 'Too many sign-ins have failed. Try again in 15 minutes, or sign in with your password.',
  quota_exceeded: 'All seats of this installation are in use.',
};

export default function Login() {
  const refused = useActionData<typeof action>();
  const address = useUnknownAddress();
  const { provider } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const wasReset = search.get('reset') === 'done';
  const problem = problems[search.get('problem') ?? ''];
  return (
    <Gate
      title="Sign in"
      about="Sign in to manage your apps. The first password was printed in the terminal."
      below={
        <Anchor component={Link} to="/reset" size="sm">
          Forgotten password
        </Anchor>
      }
    >
      {wasReset && !refused && (
        <Alert color="teal" variant="light" role="status">
          The new password is saved. Sign in with it.
        </Alert>
      )}
      {problem && !refused && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      {provider && (
        <Button
          component="a"
          href={`/admin/login/oidc?to=${encodeURIComponent(search.get('to') ?? '')}`}
          variant="default"
          fullWidth
        >
          Sign in with {provider}
        </Button>
      )}
      {address && (
        <Alert color="yellow" variant="light" title="The server does not know this address">
          You opened the panel at {address}. Set <b>PUBLIC_URL</b> to it, or let the proxy in front pass on
          the Host header. Otherwise signing in is refused.
        </Alert>
      )}
      <GateForm problem={refused?.problem} does="Sign in">
        <TextInput
          name="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          defaultValue={refused?.email}
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
      </GateForm>
    </Gate>
  );
}
