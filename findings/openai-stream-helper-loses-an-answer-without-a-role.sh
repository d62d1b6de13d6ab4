#!/usr/bin/env bash
# openai 7.59.0. A streamed answer whose first piece does not say `role: "assistant"`, which the API's schema (and the type of `delta`) has as
# optional, and which servers of compatible APIs and proxies leave out.
#
# Guess: of an answer, the role is known, so the helper chat.completions.stream() works with whatever create({ stream: true }) works
# with. Seen: create() has the answer. stream(), from the same frames, tells its listeners of not one piece, and ends in an error when all
# has been sent and paid for: with "stop", with its usage, with each word. So a program that goes from one to the other shows nothing by
# such a server, and the error names no piece that is missing in the answer itself. runTools() with `stream` is built on it.
#
#     with a role: create() "Forty days."; stream() told "Forty days.", then 7 tokens
#     without a role: create() "Forty days."; stream() told "", then missing role for choice 0
#     a call without a role: create() "search"; stream() told "", then missing role for choice 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts openai@7.59.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import OpenAI from 'openai';

const frame = (delta, finish_reason = null) => ({
  id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }],
});
const words = ['Forty ', 'days.'].map((content) => frame({ content }));
const call = frame({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'search', arguments: '{}' } }] });
const usage = { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } };
const answers = {
  'with a role': [frame({ role: 'assistant' }), ...words, frame({}, 'stop'), usage],
  'without a role': [...words, frame({}, 'stop'), usage],
  'a call without a role': [call, frame({}, 'tool_calls'), usage],
};
let frames;
const server = createServer(async (request, response) => {
  for await (const _part of request);
  response.setHeader('content-type', 'text/event-stream');
  for (const each of frames) response.write(`data: ${JSON.stringify(each)}\n\n`);
  response.end('data: [DONE]\n\n');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = new OpenAI({ apiKey: 'key', baseURL: `http://127.0.0.1:${server.address().port}/v1` });
const question = { model: 'm', messages: [{ role: 'user', content: 'How long?' }], stream_options: { include_usage: true } };
for (const [name, answer] of Object.entries(answers)) {
  frames = answer;
  let said = '';
  for await (const { choices } of await client.chat.completions.create({ ...question, stream: true }))
    said += choices[0]?.delta.content ?? choices[0]?.delta.tool_calls?.[0].function.name ?? '';
  const stream = client.chat.completions.stream(question);
  let told = '';
  stream.on('content', (piece) => (told += piece));
  const end = await stream.totalUsage().then(({ total_tokens }) => `${total_tokens} tokens`, (error) => error.message);
  console.log(`${name}: create() "${said}"; stream() told "${told}", then ${end}`);
}
server.closeAllConnections();
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
with a role: create() "Forty days."; stream() told "Forty days.", then 7 tokens
without a role: create() "Forty days."; stream() told "", then missing role for choice 0
a call without a role: create() "search"; stream() told "", then missing role for choice 0
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
