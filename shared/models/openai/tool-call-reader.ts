import { randomUUID } from 'node:crypto';
import type { ToolCall } from '../model.ts';

const MOST_CALLS = 32;
const MOST_ARGUMENTS = 20_000;

type Part = {
  index?: unknown;
  id?: unknown;
  function?: { name?: unknown; arguments?: unknown };
  extra_content?: unknown;
};

/**
 * Puts the calls of tools together that arrive in parts. Some servers give no index (Gemini), or the same one to all of
 * several whole calls, no id, or arguments that are an object and no text.
 */
export function toolCallReader(): { add(parts: unknown[]): void; calls(): ToolCall[] } {
  const calls: { index: unknown; call: ToolCall }[] = [];
  const add = (given: unknown) => {
    if (typeof given !== 'object' || given === null) return;
    const { index, id, function: called = {}, extra_content } = given as Part;
    const name = typeof called.name === 'string' ? called.name : '';
    const text =
      typeof called.arguments === 'string'
        ? called.arguments
        : called.arguments
          ? JSON.stringify(called.arguments)
          : '';
    const same = calls.findLast((one) => one.index === index)?.call;
    const isNew = !same || (typeof id === 'string' && id !== '' && id !== same.id) || (name !== '' && !id);
    if (!isNew) {
      same.function.arguments = (same.function.arguments + text).slice(0, MOST_ARGUMENTS);
      if (extra_content !== undefined) same.extra_content = extra_content;
      return;
    }
    if (name === '' || calls.length >= MOST_CALLS) return;
    calls.push({
      index,
      call: {
        id: typeof id === 'string' && id !== '' ? id : `call_${randomUUID().slice(0, 8)}`,
        type: 'function',
        function: { name, arguments: text.slice(0, MOST_ARGUMENTS) },
        ...(extra_content !== undefined && { extra_content }),
      },
    });
  };
  return {
    add: (parts) => parts.forEach(add),
    calls: () => calls.map(({ call }) => call),
  };
}
