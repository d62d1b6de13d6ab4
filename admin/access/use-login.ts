import { useCallback, useEffect, useRef, useState, type SyntheticEvent } from 'react';
import type { LoginState } from './login-again.route.ts';

const PATH = '/admin/login/again';
const LOOK_MS = 3_000;

/** Follows the login of this browser until it is the person's. */
export function useLogin(email: string, onDone: () => void) {
  const [state, setState] = useState<LoginState>();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const looks = useRef(0);
  const done = useRef(onDone);
  const look = useCallback(async () => {
    const number = ++looks.current;
    const response = await fetch(PATH);
    const found = (await response.json()) as LoginState;
    // A newer look knows better.
    if (number !== looks.current) return undefined;
    if (found.stage === 'open' && found.email === email) done.current();
    else setState(found);
    return found;
  }, [email]);
  useEffect(() => {
    const quietly = () => void look().catch(() => {});
    quietly();
    const timer = setInterval(quietly, LOOK_MS);
    window.addEventListener('focus', quietly);
    return () => {
      looks.current = -1;
      clearInterval(timer);
      window.removeEventListener('focus', quietly);
    };
  }, [look]);
  const isOwn = state?.email === email;
  /** Somebody else who is signed in now. */
  const other = state?.stage === 'open' && !isOwn ? state.email : undefined;
  useEffect(() => {
    // Nothing of this page is for somebody else. The browser may ask first.
    if (other) window.location.reload();
  }, [other]);
  const send = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = new URLSearchParams([...new FormData(event.currentTarget)] as [string, string][]);
    setBusy(true);
    setProblem('');
    looks.current++;
    try {
      const response = await fetch(PATH, { method: 'POST', body });
      const answer = (await response.json()) as { problem?: string };
      if (answer.problem !== undefined) setProblem(answer.problem);
      else if ((await look())?.stage === null)
        setProblem('The browser did not keep the session. Allow cookies.');
    } catch {
      setProblem('The server cannot be reached. Try again.');
    }
    setBusy(false);
  };
  const stage = isOwn ? state.stage : null;
  return { stage, provider: state?.provider, other, problem, busy, send };
}
