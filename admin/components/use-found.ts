import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { FoundThings } from '../../shared/contract/finder.panel.ts';
import { api, messageOf } from '../api.client.ts';

/** A key's secret is not sent: the prefix that it is shown by finds it. */
const withoutSecret = (words: string) => words.replace(/^([sp]k_.{5}).+$/, '$1');

const nothing: FoundThings = { here: null, apps: [], documents: [], conversations: [], keys: [] };

/** What the server finds for the words, a moment after they were typed. */
export function useFound(words: string, appId: string | undefined, wanted: boolean) {
  const [typed] = useDebouncedValue(withoutSecret(words.trim()), 200);
  const [result, setResult] = useState({ of: '', found: nothing, problem: '' });
  const key = `${appId ?? ''} ${typed}`;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    api.finder.find.query({ words: typed, app_id: appId }).then(
      (found) => current && setResult({ of: key, found, problem: '' }),
      (error: unknown) => current && setResult({ of: key, found: nothing, problem: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [key, typed, appId, wanted]);
  return { ...result, searching: wanted && (result.of !== key || typed !== withoutSecret(words.trim())) };
}
