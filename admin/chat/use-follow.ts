import { useLayoutEffect, useRef, useState } from 'react';
import type { Turn } from './ask.ts';

/** So near to its end, in pixels, a list counts as read to the end. */
const NEAR = 40;

/**
 * Keeps the end of a list of turns in view as it grows, while the reader is at its end. Who looks at something above stays
 * there, until the next question.
 * @returns list: its attributes; isAway: the reader is not at its end; toEnd: goes there
 */
export function useFollow(turns: Turn[]) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  /** The height of the list, in pixels, when its end was last in view. */
  const end = useRef(0);
  const [isAway, setAway] = useState(false);
  const asked = useRef(0);
  // In the task that adds the text: a scroll event between the two would take the reader for one who went up.
  useLayoutEffect(() => {
    const { scrollHeight, scrollTop, clientHeight } = list.current!;
    // Who has gone up since the last text: the event that says so comes with the next frame, after this.
    if (scrollTop + clientHeight < Math.min(end.current, scrollHeight) - NEAR) isAtEnd.current = false;
    if (turns.length > asked.current) isAtEnd.current = true;
    asked.current = turns.length;
    if (isAtEnd.current) list.current!.scrollTo({ top: scrollHeight });
    look();
  }, [turns]);
  const toEnd = () => {
    list.current!.scrollTo({ top: list.current!.scrollHeight });
    // The button that was pressed goes away with this.
    list.current!.focus({ preventScroll: true });
  };
  const look = () => {
    const { scrollHeight, scrollTop, clientHeight } = list.current!;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (isAtEnd.current) end.current = scrollHeight;
    setAway(!isAtEnd.current);
  };
  return { list: { ref: list, onScroll: look }, isAway, toEnd };
}
