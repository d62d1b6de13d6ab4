#!/usr/bin/env bash
# ai 7.0.173 with @ai-sdk/openai 4.0.118. In a second turn, the first answer is sent to /responses as a reference to its id,
# without its text, and without previous_response_id.
#
# Guess: messages that a program keeps itself are sent back whole, as to /chat/completions. Seen: whatever came from /responses goes
# back as an item_reference, so a server that keeps no items by id has lost its own answer. `store: false` sends the text.
#
#     default: user, item_reference msg_1, user
#     store: false: user, assistant "Forty days.", user
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund ai@7.0.173 @ai-sdk/openai@4.0.118 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';

let input;
const answer = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'm',
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Forty days.', annotations: [] }],
    },
  ],
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
};
const server = createServer(async (req, res) => {
  let body = '';
  for await (const piece of req) body += piece;
  ({ input } = JSON.parse(body));
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}).listen(0, '127.0.0.1', async () => {
  const model = createOpenAI({ baseURL: `http://127.0.0.1:${server.address().port}`, apiKey: 'k' })('m');
  for (const [name, openai] of [
    ['default', {}],
    ['store: false', { store: false }],
  ]) {
    const question = { role: 'user', content: 'How long?' };
    const options = { model, providerOptions: { openai } };
    const first = await generateText({ ...options, messages: [question] });
    await generateText({ ...options, messages: [question, ...first.response.messages, question] });
    const items = input.map(({ type, id, role, content }) =>
      type === 'item_reference' ? `${type} ${id}` : role === 'user' ? role : `${role} "${typeof content === 'string' ? content : content[0].text}"`,
    );
    console.log(`${name}: ${items.join(', ')}`);
  }
  process.exit();
});
PROBE

cat >expected.txt <<'EXPECTED'
default: user, item_reference msg_1, user
store: false: user, assistant "Forty days.", user
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
