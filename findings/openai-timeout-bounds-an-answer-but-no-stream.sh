#!/usr/bin/env bash
# openai 7.57.0 (the JavaScript client). `timeout` means two things.
#
# Guess: it bounds the whole call, or until the headers, in either case. Seen: without `stream` it runs until the body is read, so an
# answer whose headers are there at once and whose body takes longer ends in APIConnectionTimeoutError; with `stream: true` it ends with
# the headers, so a model that falls silent in the middle of its answer is waited for without a limit (here three seconds, with a
# timeout of one). A reader of streams needs a limit of its own between chunks.
#
#     stream: "one two" after 3 s
#     whole: APIConnectionTimeoutError after 1 s
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund openai@7.57.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

// Headers at once, the rest three seconds later.
const frame = (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const server = createServer(async (request, response) => {
  const { stream } = JSON.parse(await text(request));
  response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
  response.write(stream ? frame('one ') : '{"choices":[');
  await sleep(3_000);
  response.end(stream ? `${frame('two')}data: [DONE]\n\n` : '{"message":{"content":"one two"}}]}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
const client = new OpenAI({ apiKey: 'none', baseURL, timeout: 1_000, maxRetries: 0 });
for (const stream of [true, false]) {
  const started = performance.now();
  let outcome = '';
  try {
    const answer = await client.chat.completions.create({
      model: 'any',
      messages: [{ role: 'user', content: 'hi' }],
      stream,
    });
    if (stream) for await (const { choices } of answer) outcome += choices[0].delta.content;
    else outcome = answer.choices[0].message.content;
    outcome = JSON.stringify(outcome);
  } catch (error) {
    outcome = error.constructor.name;
  }
  // Whole seconds, of one or three.
  const seconds = performance.now() - started < 2_500 ? 1 : 3;
  console.log(`${stream ? 'stream' : 'whole'}: ${outcome} after ${seconds} s`);
}
server.closeAllConnections();
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
stream: "one two" after 3 s
whole: APIConnectionTimeoutError after 1 s
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
