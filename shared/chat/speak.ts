// The model answers: it streams, and may read more by tools before.
import { meterCall } from '../billing/ledger/meter-call.ts';
import { knownChat } from '../models/known-chats.ts';
import { ModelError } from '../models/model-error.ts';
import { BUILTIN_CHAT } from '../models/open-models.ts';
import {
  NO_TOKENS,
  type ModelFinish,
  type PromptTurn,
  type TokenUsage,
  type ToolCall,
} from '../models/model.ts';
import { withToolRules } from '../models/with-tool-rules.ts';
import type { Asked, AnswerLedger, Material, Written } from './asked.ts';
import { buildPrompt, newMark, promptBudget } from './build-prompt.ts';
import { citationReader } from './citation-reader.ts';
import { countedUsage } from './counted-usage.ts';
import type { AnswerCall, Draft } from './draft.ts';
import { linkGuard } from './link-guard.ts';
import { noteTruncation } from './note-truncation.ts';
import { openToolbox } from './collection/open-toolbox.ts';

/** A longer answer is cut off: nothing stays open for ever. */
const LONGEST_MS = 3_600_000;
const MOST_THOUGHT_CHARACTERS = 1_000_000;

/**
 * The model answers from the passages. If it fails before its first word, the app's second model does.
 * @returns `no_context`: there were no passages, and the model has read nothing either
 */
export async function* speak(
  call: AnswerCall,
  draft: Draft,
  asked: Asked,
  ledger: AnswerLedger,
  material: Material,
): AsyncGenerator<Written, ModelFinish | 'no_context', undefined> {
  const { fallbackModel } = call.app;
  const second = asked.modelNamed || fallbackModel === draft.model ? undefined : fallbackModel;
  try {
    return yield* speakWith(call, draft, asked, ledger, material, second ? 0 : undefined);
  } catch (error) {
    if (!second || draft.text !== '' || call.signal.aborted || !isDown(error)) throw error;
    call.log.warn(
      { err: error, model: draft.model, second },
      'the chat model failed; the second one answers',
    );
    await ledger.nextCall(second);
    return yield* speakWith(call, draft, asked, ledger, material);
  }
}

/** The model cannot be reached, does not answer in time, or refuses the call. */
const isDown = (error: unknown): boolean =>
  error instanceof ModelError && (error.unused || error.code !== 'model_failed');

type Round = { finish: ModelFinish; toolCalls: ToolCall[]; usage: TokenUsage | undefined };

/** The model's text is passed on with its citations. @param retries how often a call is repeated that fails at once */
async function* speakWith(
  call: AnswerCall,
  draft: Draft,
  asked: Asked,
  ledger: AnswerLedger,
  material: Material,
  retries?: number,
): AsyncGenerator<Written, ModelFinish | 'no_context', undefined> {
  const { app } = call;
  const budget = promptBudget(app, draft.model, asked.limit.tokens);
  const mark = newMark();
  const hasTools = material.hasTools && draft.model !== BUILTIN_CHAT;
  const messages: PromptTurn[] = buildPrompt(
    app,
    material.passages,
    asked.history,
    asked.message,
    budget,
    mark,
  );
  const sources = [...material.passages];
  const tools = hasTools
    ? openToolbox(call, draft, {
        asked,
        ledger,
        question: material.question,
        mark,
        sources,
        messages,
        budget,
      })
    : undefined;
  const out = openOutput(call, draft, sources);
  for (;;) {
    // Without any source, nothing that the model says is from the documents.
    const isHeld = sources.length === 0 && !tools?.hasRead();
    const { finish, toolCalls, usage } = yield* oneRound({ isHeld });
    if (usage && draft.model !== BUILTIN_CHAT)
      await noteTruncation(call, draft.model, messages, usage.inputTokens);
    if (toolCalls.length > 0 && tools) {
      await tools.run(toolCalls);
      await ledger.nextCall(draft.model);
      if (draft.text !== '') yield* out.say('\n\n');
      continue;
    }
    if (isHeld) return 'no_context';
    yield* out.end();
    const note = tools?.hasRead() ? tools.note() : material.note;
    if (note && finish === 'stop') yield* out.say(`\n\n${note}`);
    return finish;
  }

  /** One call of the model. If it fails after tools were called, it is asked once more, without them. */
  async function* oneRound(how: { isHeld: boolean }): AsyncGenerator<Written, Round, undefined> {
    const before = draft.text;
    try {
      return yield* ask(how);
    } catch (error) {
      const isOver = call.signal.aborted || draft.text !== before || !(error instanceof ModelError);
      if (isOver || !tools?.wasUsed() || tools.isClosed()) throw error;
      call.log.warn(
        { err: error, model: draft.model },
        'the model failed after calls of tools; it goes on without',
      );
      tools.close();
      await ledger.nextCall(draft.model);
      return yield* ask(how);
    }
  }

  async function* ask({ isHeld }: { isHeld: boolean }): AsyncGenerator<Written, Round, undefined> {
    const temperature = asked.temperature ?? app.temperature ?? undefined;
    const offered = tools?.offered();
    const shown = offered ? withToolRules(messages, offered) : [...messages];
    call.trace?.({ step: 'prompted', model: draft.model, temperature, messages: shown });
    let finish: ModelFinish = 'stop';
    let usage: TokenUsage | undefined;
    let toolCalls: ToolCall[] = [];
    let spent = 0;
    call.signal.throwIfAborted();
    const pieces = call.models.chat(draft.model).stream(
      {
        model: draft.model,
        messages,
        tools: offered,
        temperature,
        sampling: asked.sampling,
        maxOutputTokens: asked.limit.tokens,
        effort: app.effort ?? knownChat(draft.model).effort,
        conversationId: draft.conversationId,
        retries,
        question: material.question,
        context: material.context,
        passages: material.passages,
        languages: app.languages,
      },
      call.signal,
    );
    const [textBefore, thoughtBefore] = [draft.text.length, draft.thought.length];
    await using meter = meterCall(draft.calls.chat, () =>
      countedUsage(messages, draft.text.slice(textBefore), draft.thought.slice(thoughtBefore)),
    );
    try {
      for await (const piece of pieces) {
        if (piece.finish) finish = piece.finish;
        if (piece.toolCalls) toolCalls = piece.toolCalls;
        if (piece.usage) meter.note((usage = piece.usage));
        if (piece.retract && !isHeld) yield* out.retract();
        if (piece.thought) draft.thought += piece.thought;
        if (!piece.text) continue;
        spent += piece.text.length;
        if (isHeld) draft.thought += piece.text;
        else {
          draft.firstTokenAt ??= performance.now();
          yield* out.pass(piece.text);
        }
        const isLong =
          draft.text.length >= asked.limit.characters ||
          spent >= asked.limit.characters ||
          draft.thought.length >= MOST_THOUGHT_CHARACTERS;
        if (isLong || performance.now() - draft.startedAt >= LONGEST_MS) {
          finish = 'length';
          break;
        }
      }
    } catch (error) {
      if (error instanceof ModelError && error.unused) meter.note(NO_TOKENS);
      throw error;
    }
    return { finish, toolCalls, usage };
  }
}

type Output = {
  /** A text of the model: links are checked. */
  pass(text: string): Generator<Written>;
  say(text: string): Generator<Written>;
  /** All text so far was thought. */
  retract(): Generator<Written>;
  end(): Generator<Written>;
};

/** Writes into the draft and passes on, with citations of the sources. */
function openOutput({ app }: AnswerCall, draft: Draft, sources: Material['passages']): Output {
  let read = citationReader(sources);
  let guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
  function* say(text: string): Generator<Written> {
    if (!text) return;
    draft.text += text;
    yield { event: 'message', data: { content: text } };
    for (const { chunkId, ...citation } of read(text)) {
      draft.citations.push({ ...citation, chunkId });
      yield { event: 'citation', data: citation };
    }
  }
  return {
    say,
    pass: (text) => say(guard ? guard.pass(text) : text),
    *retract() {
      draft.thought += draft.text;
      draft.text = '';
      draft.citations.length = 0;
      read = citationReader(sources);
      guard = app.allowedLinkHosts && linkGuard(app.allowedLinkHosts);
      yield { event: 'retracted', data: {} };
    },
    *end() {
      if (guard) yield* say(guard.end());
    },
  };
}
