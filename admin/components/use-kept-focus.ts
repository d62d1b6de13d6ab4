import { useEffect } from 'react';

/**
 * A button that is disabled while its form is sent loses the focus, and the keyboard would begin again at the top of the
 * page. It gets it back with the answer, unless something else has it meanwhile.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: EventTarget | null = null;
    const note = (event: FocusEvent) => {
      last = event.target;
    };
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes)
        if (
          target === last &&
          !(target as HTMLButtonElement).disabled &&
          document.activeElement === document.body
        )
          (target as HTMLButtonElement).focus();
    });
    document.addEventListener('focusin', note);
    observer.observe(document.body, { subtree: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', note);
      observer.disconnect();
    };
  }, []);
}
