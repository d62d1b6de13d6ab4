import type { ChatEvent } from '../contract/chat.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import { citationReader } from './citation-reader.ts';
import type { AnswerCall, Draft } from './draft.ts';
import { linkGuard } from './link-guard.ts';

/** Says a text that no model wrote, with its citations `[n]` of the passages. Links are checked as in any answer. */
export function* sayQuoted(
  { app }: Pick<AnswerCall, 'app'>,
  draft: Draft,
  { passages, text }: { passages: Passage[]; text: string },
): Generator<Exclude<ChatEvent, { event: 'end' }>, 'stop'> {
  const guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  draft.text = guard ? guard.pass(text) + guard.end() : text;
  draft.firstTokenAt ??= performance.now();
  yield { event: 'message', data: { content: draft.text } };
  for (const { chunkId, ...citation } of citationReader(passages)(draft.text)) {
    draft.citations.push({ ...citation, chunkId });
    yield { event: 'citation', data: citation };
  }
  return 'stop';
}
