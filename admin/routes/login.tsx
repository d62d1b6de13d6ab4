import {
  Alert,
  Button,
  Card,
  Container,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node';
import { Form, useActionData, useNavigation } from '@remix-run/react';
import { problemOf, safePath } from '../api.server.ts';
import { Brand } from '../components/brand.tsx';
import { ColorSchemeToggle } from '../components/color-scheme-toggle.tsx';
import { beginSession } from '../session-cookie.server.ts';

export const meta: MetaFunction = () => [{ title: 'Sign in · Docent' }];

const target = (request: Request) => safePath(new URL(request.url).searchParams.get('to'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await context.api.session.current()) throw redirect(target(request));
  return null;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const email = String(form.get('email') ?? '');
  try {
    const { token } = await context.api.session.signIn({
      email,
      password: String(form.get('password') ?? ''),
    });
    return redirect(target(request), { headers: { 'Set-Cookie': beginSession(token, context.secure) } });
  } catch (error) {
    const { status, message } = problemOf(error);
    return data({ email, message: message ?? 'Enter your e-mail and your password.' }, { status });
  }
}

export default function Login() {
  const refused = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  return (
    <Container size={420} py={{ base: 32, sm: 96 }} component="main">
      <Group justify="space-between" mb="lg">
        <Brand />
        <ColorSchemeToggle />
      </Group>
      <Card withBorder padding="xl" shadow="xs">
        <Form method="post">
          <Stack>
            <div>
              <Title order={1} size="h3">
                Sign in
              </Title>
              <Text c="dimmed" size="sm" mt={4}>
                The first start printed the admin’s e-mail and password.
              </Text>
            </div>
            {refused && !busy && (
              <Alert color="red" role="alert" variant="light">
                {refused.message}
              </Alert>
            )}
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
            <Button type="submit" loading={busy} fullWidth mt="xs">
              Sign in
            </Button>
          </Stack>
        </Form>
      </Card>
    </Container>
  );
}
