import { useRouteLoaderData } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { Admin } from '../types.ts';

/**
 * The text of a question that is not sent yet. This tab keeps it over a reload and on other pages, so nobody has to be
 * asked before leaving; it is for its writer alone.
 */
export function useDraft(appId: string): [string, (text: string) => void] {
  const admin = useRouteLoaderData<{ admin: Admin }>('shell.route')?.admin;
  const [text, setText] = useState('');
  const stored = `docent-draft-${appId}-${admin?.adminId}`;
  useEffect(() => {
    try {
      setText(sessionStorage.getItem(stored) ?? '');
    } catch {
      // The browser keeps nothing for this page.
    }
  }, [stored]);
  const change = (next: string) => {
    setText(next);
    try {
      if (next) sessionStorage.setItem(stored, next);
      else sessionStorage.removeItem(stored);
    } catch {
      // As above.
    }
  };
  return [text, change];
}
