#!/usr/bin/env bash
# openai 7.59.0. chat.completions.runTools(), where the model calls tools more than ten times before it answers.
#
# Guess: the loop runs until the model answers, or ends with an error that says how many turns there may be. Seen: after ten requests it
# ends well. finalContent() resolves to null, finalMessage() to the tenth call of a tool, the runner emits `end` and no error, and the last
# of its messages is the result of a tool that the model is never shown. A search that needs an eleventh step looks like a model that has
# nothing to say. `maxChatCompletions`, the option, is a member of the second argument.
#
#     default: 10 requests, answer null, error none, last message tool
#     { maxChatCompletions: 20 }: 12 requests, answer "Forty days.", error none, last message assistant
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund openai@7.59.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import OpenAI from 'openai';

let requests = 0;
const server = createServer((request, response) => {
  request.resume();
  requests += 1;
  const call = { id: `call_${requests}`, type: 'function', function: { name: 'next_page', arguments: '{}' } };
  const isLast = requests === 12;
  const message = isLast ? { role: 'assistant', content: 'Forty days.' } : { role: 'assistant', content: null, tool_calls: [call] };
  const choice = { index: 0, message, finish_reason: isLast ? 'stop' : 'tool_calls' };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: 'a', object: 'chat.completion', created: 1, model: 'm', choices: [choice] }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const openai = new OpenAI({ apiKey: 'key', baseURL: `http://127.0.0.1:${server.address().port}/v1`, maxRetries: 0 });
const next = { name: 'next_page', parameters: { type: 'object', properties: {} }, function: async () => 'nothing about the notice' };
for (const [name, options] of [['default', undefined], ['{ maxChatCompletions: 20 }', { maxChatCompletions: 20 }]]) {
  requests = 0;
  let error = 'none';
  const runner = openai.chat.completions.runTools(
    { model: 'm', messages: [{ role: 'user', content: 'How long is the notice?' }], tools: [{ type: 'function', function: next }] },
    options,
  );
  runner.on('error', (seen) => (error = seen.message));
  const answer = await runner.finalContent();
  console.log(`${name}: ${requests} requests, answer ${JSON.stringify(answer)}, error ${error}, last message ${runner.messages.at(-1).role}`);
}
server.closeAllConnections();
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
default: 10 requests, answer null, error none, last message tool
{ maxChatCompletions: 20 }: 12 requests, answer "Forty days.", error none, last message assistant
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
