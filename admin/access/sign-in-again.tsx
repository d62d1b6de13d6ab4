import { lazy, Suspense, useEffect, useState } from 'react';
import { watchLogin } from './login-ended.ts';

const load = () => import('./login-dialog.tsx');
const LoginDialog = lazy(load);

/** Asks for the login over the page when it has ended. */
export function SignInAgain({ email }: { email: string }) {
  const [done, setDone] = useState<() => void>();
  useEffect(() => {
    // While the server still has it: another version may run when it is needed.
    void load().catch(() => {});
    return watchLogin(async () => {
      await load();
      await new Promise<void>((resolve) => {
        setDone(() => resolve);
      });
      setDone(undefined);
    });
  }, []);
  if (!done) return null;
  return (
    <Suspense>
      <LoginDialog email={email} onDone={done} />
    </Suspense>
  );
}
