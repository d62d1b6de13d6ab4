#!/usr/bin/env bash
# @openrouter/ai-sdk-provider 3.1.0 with ai 7.0.173. `usage.cost: null` makes a good answer an error.
#
# Guess: a cost that is not known may be null, as other optional numbers of that response. Seen: the field may be missing, but not
# null; the answer, already paid for, is thrown away.
#
#     cost 0.5: Forty days.
#     cost missing: Forty days.
#     cost null: AI_APICallError
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund ai@7.0.173 @openrouter/ai-sdk-provider@3.1.0 zod@4.6.7 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText } from 'ai';

let cost;
const server = createServer((req, res) => {
  req.resume();
  const message = { role: 'assistant', content: 'Forty days.' };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, cost };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  const answer = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage };
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}).listen(0, '127.0.0.1', async () => {
  const openrouter = createOpenRouter({ apiKey: 'k', baseURL: `http://127.0.0.1:${server.address().port}` });
  for (const [name, value] of [
    ['0.5', 0.5],
    ['missing', undefined],
    ['null', null],
  ]) {
    cost = value;
    const seen = await generateText({ model: openrouter.chat('m'), prompt: 'How long?', maxRetries: 0 }).then(
      ({ text }) => text,
      (error) => error.name,
    );
    console.log(`cost ${name}: ${seen}`);
  }
  process.exit();
});
PROBE

cat >expected.txt <<'EXPECTED'
cost 0.5: Forty days.
cost missing: Forty days.
cost null: AI_APICallError
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
