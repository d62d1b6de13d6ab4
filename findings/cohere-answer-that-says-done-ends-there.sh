#!/usr/bin/env bash
# cohere-ai 8.1.0 (CohereClientV2), beside openai 7.59.0. A streamed answer that speaks of the end of a stream.
#
# Guess: `[DONE]` ends a stream where it is the whole data of a frame. Seen: chatStream() looks for these six characters anywhere in a line
# before it reads the JSON, so an answer about event streams, or one that quotes a task list, ends in the middle: the piece that names it
# and all that follows are gone, message-end with the finish reason and the usage too, and there is no error. chat() has the same answer
# whole, and openai has it whole in either case.
#
#     openai, stream: "The last frame is data: [DONE], and then the server closes."
#     cohere, chat(): "The last frame is data: [DONE], and then the server closes."
#     cohere, chatStream(): "The last frame is data: "
#     cohere, last event: content-delta
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts cohere-ai@8.1.0 openai@7.59.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { CohereClientV2 } from 'cohere-ai';
import OpenAI from 'openai';

const pieces = ['The last frame is data: ', '[DONE]', ', and then the server closes.'];
const ofOpenai = (delta, finish_reason = null) => ({
  id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }],
});
const openaiFrames = [...pieces.map((content) => ofOpenai({ content })), ofOpenai({}, 'stop')];
const cohereFrames = [
  { type: 'message-start', id: 'a', delta: { message: { role: 'assistant', content: [] } } },
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  ...pieces.map((text) => ({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } })),
  { type: 'content-end', index: 0 },
  { type: 'message-end', id: 'a', delta: { finish_reason: 'COMPLETE' } },
];
const whole = {
  id: 'a',
  finish_reason: 'COMPLETE',
  message: { role: 'assistant', content: [{ type: 'text', text: pieces.join('') }] },
};
const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  if (!JSON.parse(body).stream) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(whole));
    return;
  }
  response.setHeader('content-type', 'text/event-stream');
  if (request.url === '/v1/chat/completions') for (const frame of openaiFrames) response.write(`data: ${JSON.stringify(frame)}\n\n`);
  else for (const frame of cohereFrames) response.write(`event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`);
  response.end('data: [DONE]\n\n');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;
const question = { model: 'm', messages: [{ role: 'user', content: 'How does a stream end?' }] };

const openai = new OpenAI({ apiKey: 'key', baseURL: `${address}/v1`, maxRetries: 0 });
let text = '';
for await (const chunk of await openai.chat.completions.create({ ...question, stream: true })) text += chunk.choices[0].delta.content ?? '';
console.log(`openai, stream: ${JSON.stringify(text)}`);

const cohere = new CohereClientV2({ token: 'key', environment: address });
console.log(`cohere, chat(): ${JSON.stringify((await cohere.chat(question)).message.content[0].text)}`);
text = '';
let last;
for await (const event of await cohere.chatStream(question)) {
  if (event.type === 'content-delta') text += event.delta.message.content.text;
  last = event.type;
}
console.log(`cohere, chatStream(): ${JSON.stringify(text)}`);
console.log(`cohere, last event: ${last}`);
server.closeAllConnections();
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
openai, stream: "The last frame is data: [DONE], and then the server closes."
cohere, chat(): "The last frame is data: [DONE], and then the server closes."
cohere, chatStream(): "The last frame is data: "
cohere, last event: content-delta
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
