import { useLayoutEffect, useRef } from 'react';
import type { Turn } from './ask.ts';

/** So near to its end, in pixels, a list counts as read to the end. */
const NEAR = 40;

/**
 * Keeps the end of a list of turns in view as it grows, while the reader is at its end. Who looks at something above stays
 * there, until the next question.
 * @returns what the list takes
 */
export function useFollow(turns: Turn[]) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const asked = useRef(0);
  // In the task that adds the text: a scroll event between the two would take the reader for one who went up.
  useLayoutEffect(() => {
    if (turns.length > asked.current) isAtEnd.current = true;
    asked.current = turns.length;
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [turns]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = list.current!;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };
  return { ref: list, onScroll };
}
