import type { ChatPiece } from '../shared/models/model.ts';

/** What a chat model has said in the end, and what it thought. */
export async function collectPieces(pieces: AsyncIterable<ChatPiece>) {
  let text = '';
  let thought = '';
  let last: ChatPiece = {};
  for await (const piece of pieces) {
    if (piece.retract) {
      thought += text;
      text = '';
    }
    text += piece.text ?? '';
    thought += piece.thought ?? '';
    last = { ...last, ...piece };
  }
  return { text, thought, usage: last.usage, finish: last.finish, toolCalls: last.toolCalls ?? [] };
}
