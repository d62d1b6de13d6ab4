// Leaving a page, or closing a dialog, with changes that are not saved asks first.
import { useBeforeUnload, useBlocker, useLocation, useNavigate, type Location } from '@remix-run/react';
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

/** A form that is watched over. */
export type Watched = {
  isChanged: () => boolean;
  /** What part of the address's search it is there for: another value removes it. `any` for a form in a dialog. */
  search?: string | undefined;
};

export type Guard = {
  /** Watches over a form until the returned function is called. */
  watch: (form: Watched) => () => void;
  /** Does it, but asks first if one of the forms has changes. */
  leave: (forms: Iterable<Watched>, go: () => void) => void;
  /** The question is open. */
  asks: boolean;
};

export const GuardContext = createContext<Guard>({
  watch: () => () => {},
  leave: (_forms, go) => go(),
  asks: false,
});

const isAnyChanged = (forms: Iterable<Watched>) => [...forms].some(({ isChanged }) => isChanged());

/** Whether a form is gone after going from one address to another. */
function isLost({ search }: Watched, from: Location, to: Location): boolean {
  if (from.pathname !== to.pathname) return true;
  if (search === undefined || search === 'any') return search === 'any' && from.search !== to.search;
  const valueIn = (location: Location) => new URLSearchParams(location.search).get(search);
  return valueIn(from) !== valueIn(to);
}

/** Asks before a link, the back button or closing the tab loses what `<KeepChanges>` watches over: the router has one blocker. */
export function AskBeforeLeaving({ children }: { children: ReactNode }) {
  const forms = useRef(new Set<Watched>());
  /** What waits for the answer: closing a dialog, or going to another page. */
  const [waiting, setWaiting] = useState<() => void>();
  const mayLeave = useRef(false);
  const navigate = useNavigate();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const lost = [...forms.current].filter((form) => isLost(form, currentLocation, nextLocation));
    if (mayLeave.current || !isAnyChanged(lost)) return false;
    setWaiting(() => () => {
      mayLeave.current = true;
      navigate(nextLocation);
    });
    return true;
  });
  const { pathname, search } = useLocation();
  useEffect(() => {
    mayLeave.current = false;
  }, [pathname, search]);
  useBeforeUnload((event) => {
    if (isAnyChanged(forms.current)) event.preventDefault();
  });
  const asks = waiting !== undefined;
  const watch = useCallback((form: Watched) => {
    forms.current.add(form);
    return () => void forms.current.delete(form);
  }, []);
  const leave = useCallback((those: Iterable<Watched>, go: () => void) => {
    if (!isAnyChanged(those)) return go();
    setWaiting(() => () => {
      // A dialog that the address has opened is closed by another address.
      mayLeave.current = true;
      go();
      mayLeave.current = false;
    });
  }, []);
  const guard = useMemo(() => ({ watch, leave, asks }), [watch, leave, asks]);
  const goOn = (isLeft: boolean) => {
    setWaiting(undefined);
    // A page that updates itself makes the router forget what it has blocked: then the page is asked for anew.
    if (blocker.state === 'blocked') (isLeft ? blocker.proceed : blocker.reset)();
    else if (isLeft) waiting?.();
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
 * whose values are the saved ones again, or are being saved.
 * @param result what the page's action returned for this form; a new one without a problem means that what was sent is
 *   saved
 * @param search the part of the address's search that the form is for
 */
export function KeepChanges({ result, search }: { result: unknown; search?: string }) {
  const { watch } = use(GuardContext);
  const place = useRef<HTMLSpanElement>(null);
  const sent = useRef<string>(undefined);
  const base = useRef<string>(undefined);
  const saving = useRef(false);
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
      saving.current = true;
    });
    on('reset', () => {
      base.current = undefined;
    });
    const isChanged = () => {
      if (base.current === undefined) return false;
      const values = valuesOf(form);
      return values !== base.current && !(saving.current && values === sent.current);
    };
    const end = watch({ isChanged, search });
    return () => {
      listening.abort();
      end();
    };
  }, [watch, search]);
  useEffect(() => {
    saving.current = false;
    if (result && !problemIn(result) && sent.current !== undefined) base.current = sent.current;
  }, [result]);
  return <span ref={place} hidden />;
}
