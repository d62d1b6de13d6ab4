#!/usr/bin/env bash
# openai 7.59.0 and ai 7.0.173 with @ai-sdk/openai-compatible 3.0.92, beside @anthropic-ai/sdk 1.14.0. A server that refuses with 429 and says
# by Retry-After how long to wait.
#
# Guess: the client waits that long, or, where it finds that too long, gives up at once, since to ask before that is in vain. Seen: up to a
# minute, all wait. Above it, the header counts for nothing: openai asks again after half a second and after another one, the AI SDK after two
# and four, and both give up with all their tries used, within a window that the server had closed. So a limit that is short is kept to,
# and one that is long is run into, three requests for each one. Anthropic's client does wait, without a word.
#
#     wait 2 s: openai 3 requests, each after the wait; ai 3 requests, each after the wait; anthropic 3 requests, each after the wait
#     wait 90 s: openai 3 requests within 10 s, ended; ai 3 requests within 10 s, ended; anthropic 1 request within 10 s, still waiting
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts openai@7.59.0 ai@7.0.173 @ai-sdk/openai-compatible@3.0.92 @anthropic-ai/sdk@1.14.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { generateText } from 'ai';
import OpenAI from 'openai';

let wait = 0;
let times = [];
const server = createServer(async (request, response) => {
  for await (const _part of request);
  times.push(performance.now());
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(wait) });
  response.end(JSON.stringify({ error: { type: 'rate_limit_error', message: 'Too many requests.' } }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}`;
const question = { model: 'm', messages: [{ role: 'user', content: 'How long?' }] };
const clients = {
  openai: () => new OpenAI({ apiKey: 'key', baseURL: `${address}/v1` }).chat.completions.create(question),
  ai: () => generateText({ model: createOpenAICompatible({ name: 'x', baseURL: `${address}/v1` })('m'), prompt: 'How long?' }),
  anthropic: () => new Anthropic({ apiKey: 'key', baseURL: address }).messages.create({ ...question, max_tokens: 9 }),
};
const limit = (ms) => new Promise((resolve) => setTimeout(resolve, ms, 'still waiting'));
for (wait of [2, 90]) {
  const seen = [];
  for (const [name, ask] of Object.entries(clients)) {
    times = [];
    const end = await Promise.race([ask().catch(() => 'ended'), limit(10_000)]);
    const kept = times.slice(1).every((time, index) => time - times[index] >= wait * 1_000 - 50);
    const how = wait === 2 ? `, ${kept ? 'each after the wait' : 'before the wait was over'}` : ` within 10 s, ${end}`;
    seen.push(`${name} ${times.length} request${times.length === 1 ? '' : 's'}${how}`);
  }
  console.log(`wait ${wait} s: ${seen.join('; ')}`);
}
process.exit();
PROBE

cat >expected.txt <<'EXPECTED'
wait 2 s: openai 3 requests, each after the wait; ai 3 requests, each after the wait; anthropic 3 requests, each after the wait
wait 90 s: openai 3 requests within 10 s, ended; ai 3 requests within 10 s, ended; anthropic 1 request within 10 s, still waiting
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
