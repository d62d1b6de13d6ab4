import { useActionData, useNavigation } from '@remix-run/react';
import type { Problem } from '../api.server.ts';

/** The result of the form with this intent, and whether it is being sent. */
export function useAnswer<T = unknown>(intent: string): Answer<T> {
  const result = useActionData<{ intent: string; done?: T; problem?: Problem }>();
  const { state, formData } = useNavigation();
  const sending = state !== 'idle' && formData?.get('intent') === intent;
  if (result?.intent !== intent) return { sending };
  return { sending, result, done: result.done, problem: result.problem };
}

export type Answer<T> = {
  sending: boolean;
  /** All of it, for `<KeepChanges>`. */
  result?: object;
  done?: T;
  problem?: Problem;
};
