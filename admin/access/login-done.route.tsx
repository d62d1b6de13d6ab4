import { Anchor } from '@mantine/core';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { Link } from '@remix-run/react';
import { nextStep } from '../api.server.ts';
import { Gate } from './gate.tsx';

export const meta: MetaFunction = () => [{ title: 'Signed in · Docent' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const login = await context.api.session.stage();
  const next = `${new URL(request.url).origin}/?to=/login/done`;
  if (!login) throw redirect('/login?to=/login/done');
  if (login.stage !== 'open') throw redirect(nextStep(login.stage, new Request(next)));
  return { email: login.email };
}

/** Where a sign-in in a tab of its own ends. The page that opened it notices by itself. */
export default function LoginDone() {
  return (
    <Gate
      title="You are signed in"
      about="Close this tab and go back to the page where you were. It continues by itself."
      below={
        <Anchor component={Link} to="/overview" size="sm">
          Stay in this tab
        </Anchor>
      }
    >
      {null}
    </Gate>
  );
}
