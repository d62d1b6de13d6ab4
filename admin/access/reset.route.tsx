import { Alert, Anchor, Code, TextInput } from '@mantine/core';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { problemOf, readForm } from '../api.server.ts';
import { Gate, GateForm } from './gate.tsx';

export const meta: MetaFunction = () => [{ title: 'Forgotten password · Docent' }];

export const loader = ({ context }: LoaderFunctionArgs) => context.api.session.mail({});

export async function action({ request, context }: ActionFunctionArgs) {
  const { text } = await readForm(request);
  const email = text('email');
  try {
    await context.api.session.requestReset({ email });
    return { email, sent: true };
  } catch (error) {
    const problem = problemOf(error);
    return data({ email, problem }, { status: problem.status });
  }
}

const back = (
  <Anchor component={Link} to="/login" size="sm">
    Back to the sign-in
  </Anchor>
);

/** Asks for a link to choose a new password. */
export default function Reset() {
  const { is_set_up } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (!is_set_up)
    return (
      <Gate title="Forgotten password" about="This installation sends no mail." below={back}>
        <Alert variant="light">
          Whoever operates the server can give you a new password, with{' '}
          <Code>npm run admin:recover -- E-MAIL</Code>.
        </Alert>
      </Gate>
    );
  if (answer && 'sent' in answer)
    return (
      <Gate title="Look into your mail" about="The link in it works once, within an hour." below={back}>
        <Alert color="teal" variant="light" role="status" style={{ overflowWrap: 'anywhere' }}>
          If <b>{answer.email}</b> belongs to somebody in the team, a mail is on its way.
        </Alert>
      </Gate>
    );
  return (
    <Gate
      title="Forgotten password"
      about="Enter your e-mail address, and receive a link to choose a new password."
      below={back}
    >
      <GateForm problem={answer?.problem} does="Send link">
        <TextInput
          name="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          defaultValue={answer?.email}
          error={answer?.problem.fields['email']}
        />
      </GateForm>
    </Gate>
  );
}
