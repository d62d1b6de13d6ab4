#!/usr/bin/env bash
# openai 7.59.0. chat.completions.create({ stream: true }) where a server or proxy answers 200 and sends no stream, or not all of it.
#
# Guess: what is no event stream is an error, as is a stream that ends before its `[DONE]`. Seen: the content type is not looked at and
# lines that are no `data:` are skipped, so an error in JSON and the page of a gateway with status 200 are answers without words; a
# stream that ends early, or whose error is `object: "error"`, is an answer that ends well. Of errors, an `event: error` and data with
# an `error` throw. Who bills or shows an answer must ask for a finish_reason; the helper chat.completions.stream() does.
#
#     JSON error: "" without an error
#     page of a gateway: "" without an error
#     end after one word: "Forty " without an error
#     object "error": "Forty " without an error
#     data with error: "Forty " and Error: overloaded
#     end after one word, .stream(): missing finish_reason for choice 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund openai@7.59.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import OpenAI from 'openai';

const event = (data) => `data: ${JSON.stringify(data)}\n\n`;
const choices = [{ index: 0, delta: { role: 'assistant', content: 'Forty ' }, finish_reason: null }];
const word = event({ id: 'any', object: 'chat.completion.chunk', created: 1, model: 'any', choices });
const answers = {
  'JSON error': ['application/json', JSON.stringify({ error: { message: 'The model is not loaded.' } })],
  'page of a gateway': ['text/html', '<!doctype html><title>Sign in</title><p>Sign in to go on.</p>'],
  'end after one word': ['text/event-stream', word],
  'object "error"': ['text/event-stream', `${word}${event({ object: 'error', message: 'overloaded' })}data: [DONE]\n\n`],
  'data with error': ['text/event-stream', `${word}${event({ error: { message: 'overloaded' } })}data: [DONE]\n\n`],
};
let current;
const server = createServer((request, response) => {
  response.setHeader('content-type', answers[current][0]);
  response.end(answers[current][1]);
}).listen(0);
await new Promise((resolve) => server.once('listening', resolve));
const client = new OpenAI({ apiKey: 'any', baseURL: `http://127.0.0.1:${server.address().port}/v1` });
const asked = { model: 'any', messages: [{ role: 'user', content: 'How many days?' }] };
for (current of Object.keys(answers)) {
  let text = '';
  let end = 'without an error';
  try {
    for await (const chunk of await client.chat.completions.create({ ...asked, stream: true }))
      text += chunk.choices?.[0]?.delta.content ?? '';
  } catch (error) {
    end = `and Error: ${error.message}`;
  }
  console.log(`${current}: ${JSON.stringify(text)} ${end}`);
}
current = 'end after one word';
await client.chat.completions.stream(asked).finalChatCompletion().catch((error) => console.log(`${current}, .stream(): ${error.message}`));
server.close();
server.closeAllConnections();
PROBE

cat >expected.txt <<'EXPECTED'
JSON error: "" without an error
page of a gateway: "" without an error
end after one word: "Forty " without an error
object "error": "Forty " without an error
data with error: "Forty " and Error: overloaded
end after one word, .stream(): missing finish_reason for choice 0
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
