#!/usr/bin/env bash
# @google/genai 3.3.0, @anthropic-ai/sdk 1.14.0, openai 7.59.0 and @mistralai/mistralai 2.7.0. One streamed answer, laid out in ways that
# all mean the same to an EventSource.
#
# Guess: lines of a frame come in any order, an `id:` or a comment in it changes nothing, and where `event:` is left out, as servers of
# compatible APIs do, the `type` within the data tells what it is. Seen: @google/genai reads a frame that begins with `data:` and drops
# each other one, so an `id:` or a comment of a proxy before it empties the answer; @anthropic-ai/sdk drops each frame without an `event:`
# line. Both end as after an answer without words, with no error. openai and mistral read them all.
#
#     usual: genai "Forty days.", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
#     id before data: genai "", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
#     comment before data: genai "", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
#     data alone: genai "Forty days.", anthropic "", openai "Forty days.", mistral "Forty days."
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts @google/genai@3.3.0 @anthropic-ai/sdk@1.14.0 openai@7.59.0 @mistralai/mistralai@2.7.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { Mistral } from '@mistralai/mistralai';
import OpenAI from 'openai';

const pieces = ['Forty ', 'days.'];
const usage = { input_tokens: 1, output_tokens: 1 };
const framesOf = {
  genai: pieces.map((text) => ({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] })),
  anthropic: [
    { type: 'message_start', message: { id: 'a', type: 'message', role: 'assistant', model: 'm', content: [], usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ],
  openai: pieces.map((content) => ({
    id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }],
  })),
};
const layouts = {
  usual: (data) => `${data.type ? `event: ${data.type}\n` : ''}data: ${JSON.stringify(data)}\n\n`,
  'id before data': (data, index) => `id: ${index}\n${layouts.usual(data)}`,
  'comment before data': (data) => `: still there\n${layouts.usual(data)}`,
  'data alone': (data) => `data: ${JSON.stringify(data)}\n\n`,
};
let layout;
const server = createServer((request, response) => {
  request.resume();
  const name = request.url.includes('streamGenerateContent') ? 'genai' : request.url.includes('/messages') ? 'anthropic' : 'openai';
  response.setHeader('content-type', 'text/event-stream');
  response.end(framesOf[name].map(layouts[layout]).join('') + (name === 'openai' ? 'data: [DONE]\n\n' : ''));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;
const question = { model: 'm', messages: [{ role: 'user', content: 'How long is the notice?' }] };
const genai = new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: address } });
const anthropic = new Anthropic({ apiKey: 'key', baseURL: address, maxRetries: 0 });
const openai = new OpenAI({ apiKey: 'key', baseURL: `${address}/v1`, maxRetries: 0 });
const mistral = new Mistral({ apiKey: 'key', serverURL: address });

async function join(stream, pick) {
  let text = '';
  for await (const chunk of await stream) text += pick(chunk) ?? '';
  return JSON.stringify(text);
}
for (layout of Object.keys(layouts)) {
  const answers = {
    genai: await join(genai.models.generateContentStream({ model: 'm', contents: 'How long is the notice?' }), (chunk) => chunk.text),
    anthropic: await join(anthropic.messages.create({ ...question, max_tokens: 9, stream: true }), (event) => event.delta?.text),
    openai: await join(openai.chat.completions.create({ ...question, stream: true }), (chunk) => chunk.choices[0].delta.content),
    mistral: await join(mistral.chat.stream(question), (event) => event.data.choices[0].delta.content),
  };
  console.log(`${layout}: ${Object.entries(answers).map((pair) => pair.join(' ')).join(', ')}`);
}
server.closeAllConnections();
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
usual: genai "Forty days.", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
id before data: genai "", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
comment before data: genai "", anthropic "Forty days.", openai "Forty days.", mistral "Forty days."
data alone: genai "Forty days.", anthropic "", openai "Forty days.", mistral "Forty days."
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
