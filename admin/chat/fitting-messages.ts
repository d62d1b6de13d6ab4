import type { AppLoadContext } from '@remix-run/node';

/** Characters of a message that the page shows; the export has all. */
const MOST_SHOWN = 20_000;
/** What the messages of a page weigh together: they are sent as text and as data. */
const MOST_WEIGHT = 95_000;
const BESIDE_TEXT = 500;

type Session = Awaited<ReturnType<AppLoadContext['api']['sessions']['get']>>;

/** The last messages that keep the page small, and whether there are earlier ones. */
export function fittingMessages({ session, older }: Session): Session {
  const messages = session.messages.map((message) =>
    message.content.length > MOST_SHOWN
      ? {
          ...message,
          content: `${message.content.slice(0, MOST_SHOWN)}… (cut off here; the export has all)`,
        }
      : message,
  );
  let weight = 0;
  const first = messages.findLastIndex(
    (message) => (weight += JSON.stringify(message).length + BESIDE_TEXT) > MOST_WEIGHT,
  );
  if (first < 0) return { session: { ...session, messages }, older };
  const shown = messages.slice(Math.min(first + 1, messages.length - 1));
  return { session: { ...session, messages: shown }, older: shown[0]!.message_id };
}
