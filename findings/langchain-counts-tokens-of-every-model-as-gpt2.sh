#!/usr/bin/env bash
# @langchain/openai 1.6.0 with @langchain/core 1.4.0, beside js-tiktoken 1.0.21, which they bring along.
#
# Guess: getNumTokens() of a ChatOpenAI for gpt-4o or gpt-5 counts with the vocabulary of that model, out of js-tiktoken, which is installed
# and knows it. Seen: the model is not looked at, and the vocabulary of GPT-2 is fetched from a web page while the program runs (here fetch
# is replaced by one that reads the same file from js-tiktoken). Japanese then has two and a half times the tokens that the model is sent,
# so history that is trimmed by this count is cut much too early. Where a gateway answers in its place, a quarter of the
# number of letters is taken, with no more than a warning: less than half of what is sent, and a history that is trimmed to fit does not.
#
#     fetched: gpt2
#     gpt-4o: 50 where js-tiktoken counts 20
#     gpt-5: 50 where js-tiktoken counts 20
#     without the page: 8 and 1 warning
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @langchain/openai@1.6.0 @langchain/core@1.4.0 js-tiktoken@1.0.21 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createRequire } from 'node:module';
import { ChatOpenAI } from '@langchain/openai';
import { encodingForModel } from 'js-tiktoken';

const require = createRequire(import.meta.url);
const fetched = new Set();
let isThere = false;
globalThis.fetch = async (address) => {
  const name = /(\w+)\.json$/.exec(String(address))[1];
  if (!isThere) return new Response('<p>No way out of this network.</p>');
  fetched.add(name);
  return Response.json(require(`js-tiktoken/ranks/${name}`));
};
let warnings = 0;
console.warn = () => (warnings += 1);
// "The notice must be given in writing forty days before."
const text = '契約の解約には、書面で四十日前までに通知する必要があります。';
const count = (model) => new ChatOpenAI({ apiKey: 'key', model, maxRetries: 0 }).getNumTokens(text);

const guessed = `without the page: ${await count('gpt-4o')} and ${warnings} warning`;
isThere = true;
const lines = [];
for (const model of ['gpt-4o', 'gpt-5'])
  lines.push(`${model}: ${await count(model)} where js-tiktoken counts ${encodingForModel(model).encode(text).length}`);
console.log([`fetched: ${[...fetched]}`, ...lines, guessed].join('\n'));
PROBE

cat >expected.txt <<'EXPECTED'
fetched: gpt2
gpt-4o: 50 where js-tiktoken counts 20
gpt-5: 50 where js-tiktoken counts 20
without the page: 8 and 1 warning
EXPECTED

timeout 120 node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
