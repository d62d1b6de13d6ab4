#!/usr/bin/env bash
# ai 7.0.173 with @ai-sdk/openai-compatible 3.0.92. extractReasoningMiddleware({ tagName: 'think' }), and an answer that names the tag.
#
# Guess: a model's thoughts stand at the beginning of its answer and have an end, and what is no such block stays as it is; by streamText or
# generateText, the answer is the same. Seen: a `<think>` anywhere begins thoughts. In a stream, all that follows is taken out of the
# answer, up to its end where the tag is not closed; generateText takes out closed pairs alone, and has the same answer whole. Where the
# answer names both tags, both lose the words between them.
#
#     one tag, generateText: "Remove `<think>` first. The fee is 40 euros."
#     one tag, streamText: "Remove `"
#     both tags, generateText: "Remove `\n` first. The fee is 40 euros."
#     both tags, streamText: "Remove `\n` first. The fee is 40 euros."
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund ai@7.0.173 @ai-sdk/openai-compatible@3.0.92 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { extractReasoningMiddleware, generateText, streamText, wrapLanguageModel } from 'ai';

let pieces;
const usage = { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 };
const server = createServer(async (request, response) => {
  const { stream } = JSON.parse(await new Response(request).text());
  const send = (object, choice) => JSON.stringify({ id: '1', object, created: 1, model: 'm', choices: [choice], usage });
  if (!stream) {
    const message = { role: 'assistant', content: pieces.join('') };
    response.setHeader('content-type', 'application/json');
    return response.end(send('chat.completion', { index: 0, message, finish_reason: 'stop' }));
  }
  response.setHeader('content-type', 'text/event-stream');
  const chunk = (delta, finish_reason = null) =>
    response.write(`data: ${send('chat.completion.chunk', { index: 0, delta, finish_reason })}\n\n`);
  for (const content of pieces) chunk({ content });
  chunk({}, 'stop');
  response.end('data: [DONE]\n\n');
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
const model = wrapLanguageModel({
  model: createOpenAICompatible({ name: 'local', baseURL, apiKey: 'any' })('m'),
  middleware: extractReasoningMiddleware({ tagName: 'think' }),
});
const prompt = 'How do I clean the output?';
for (const [name, named] of [
  ['one tag', '`<think>`'],
  ['both tags', '`<think>` and `</think>`'],
]) {
  pieces = ['Remove ', named, ' first.', ' The fee is 40 euros.'];
  console.log(`${name}, generateText: ${JSON.stringify((await generateText({ model, prompt })).text)}`);
  console.log(`${name}, streamText: ${JSON.stringify(await streamText({ model, prompt }).text)}`);
}
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
one tag, generateText: "Remove `<think>` first. The fee is 40 euros."
one tag, streamText: "Remove `"
both tags, generateText: "Remove `\n` first. The fee is 40 euros."
both tags, streamText: "Remove `\n` first. The fee is 40 euros."
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
