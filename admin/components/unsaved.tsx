// Leaving a page, or closing a dialog, with changes that are not saved asks first.
import { useBeforeUnload, useBlocker } from '@remix-run/react';
import {
  createContext,
  lazy,
  Suspense,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { problemIn } from './problem.tsx';

/** Few visits need it. */
const LeaveDialog = lazy(() => import('./leave-dialog.tsx'));

/** Whether a form has changes. */
export type Changed = () => boolean;

export type Guard = {
  /** Watches over a form until the returned function is called. */
  watch: (form: Changed) => () => void;
  /** Does it, but asks first if one of the forms has changes. */
  leave: (forms: Iterable<Changed>, go: () => void) => void;
  /** The question is open. */
  asks: boolean;
};

export const GuardContext = createContext<Guard>({
  watch: () => () => {},
  leave: (_forms, go) => go(),
  asks: false,
});

const isAnyChanged = (forms: Iterable<Changed>) => [...forms].some((isChanged) => isChanged());

/** Asks before a link, the back button or closing the tab loses what `<KeepChanges>` watches over: the router has one blocker. */
export function AskBeforeLeaving({ children }: { children: ReactNode }) {
  const forms = useRef(new Set<Changed>());
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      currentLocation.pathname !== nextLocation.pathname && isAnyChanged(forms.current),
  );
  useBeforeUnload((event) => {
    if (isAnyChanged(forms.current)) event.preventDefault();
  });
  const [closing, setClosing] = useState<() => void>();
  const asks = closing !== undefined || blocker.state === 'blocked';
  const watch = useCallback((form: Changed) => {
    forms.current.add(form);
    return () => void forms.current.delete(form);
  }, []);
  const leave = useCallback((those: Iterable<Changed>, go: () => void) => {
    if (isAnyChanged(those)) setClosing(() => go);
    else go();
  }, []);
  const guard = useMemo(() => ({ watch, leave, asks }), [watch, leave, asks]);
  const goOn = (isLeft: boolean) => {
    setClosing(undefined);
    if (closing && isLeft) closing();
    if (blocker.state === 'blocked') (isLeft ? blocker.proceed : blocker.reset)();
  };
  return (
    <GuardContext value={guard}>
      {children}
      {asks && (
        <Suspense>
          <LeaveDialog onStay={() => goOn(false)} onLeave={() => goOn(true)} />
        </Suspense>
      )}
    </GuardContext>
  );
}

/** The values of a form as one text; hidden fields change with what they stand for. */
const valuesOf = (form: HTMLFormElement) =>
  JSON.stringify(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  );

/**
 * Put inside a form: its changes are not lost without a question. A form that nobody touched has none, nor has one
 * whose values are the saved ones again.
 * @param result what the page's action returned for this form; a new one without a problem means that what was sent is
 *   saved
 */
export function KeepChanges({ result }: { result: unknown }) {
  const { watch } = use(GuardContext);
  const place = useRef<HTMLSpanElement>(null);
  const sent = useRef<string>(undefined);
  const base = useRef<string>(undefined);
  useEffect(() => {
    const form = place.current?.closest('form');
    if (!form) return undefined;
    const listening = new AbortController();
    const on = (event: string, act: () => void) =>
      form.addEventListener(event, act, { capture: true, signal: listening.signal });
    // Before the first change, not when the page is shown: fields may fill in what only the browser knows.
    for (const touch of ['focusin', 'pointerdown', 'keydown'])
      on(touch, () => {
        base.current ??= valuesOf(form);
      });
    on('submit', () => {
      sent.current = valuesOf(form);
    });
    on('reset', () => {
      base.current = undefined;
    });
    const end = watch(() => base.current !== undefined && valuesOf(form) !== base.current);
    return () => {
      listening.abort();
      end();
    };
  }, [watch]);
  useEffect(() => {
    if (result && !problemIn(result) && sent.current !== undefined) base.current = sent.current;
  }, [result]);
  return <span ref={place} hidden />;
}
