#!/usr/bin/env bash
# openai 7.59.0, ai 7.0.173 with @ai-sdk/openai-compatible 3.0.92, @langchain/openai 1.6.0. A server of /embeddings that answers a
# batch in another order than it was asked, as the `index` of each embedding says.
#
# Guess: the response has an `index` so that the order does not matter, and clients whose result is a plain list of vectors have put
# it into the order of the texts. Seen: none looks at it. The AI SDK and LangChain return the vectors in the order of the response,
# without the index, so each text gets another one's vector and nobody can tell. `openai` returns the response as it is.
# Where vectors are missing, the AI SDK says so, and LangChain throws a TypeError.
#
#     texts 0, 1, 2; in the response 2, 1, 0
#     openai: 2, 1, 0
#     ai: 2, 1, 0
#     langchain: 2, 1, 0
#     one missing, ai: Expected 3 embeddings, but received 2.
#     one missing, langchain: Cannot read properties of undefined (reading 'embedding')
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund openai@7.59.0 ai@7.0.173 @ai-sdk/openai-compatible@3.0.92 @langchain/openai@1.6.0 \
  @langchain/core@1.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embedMany } from 'ai';
import OpenAI from 'openai';

let missing = 0;
// The vector of "text 2" is [2, 1].
const server = createServer(async (request, response) => {
  const { input } = JSON.parse(await new Response(request).text());
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: [Number(text.split(' ')[1]), 1] }));
  const usage = { prompt_tokens: 6, total_tokens: 6 };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ object: 'list', data: data.toReversed().slice(missing), model: 'any', usage }));
}).listen(0);
await new Promise((resolve) => server.once('listening', resolve));

const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
const texts = ['text 0', 'text 1', 'text 2'];
const clients = {
  async openai() {
    const { data } = await new OpenAI({ apiKey: 'any', baseURL }).embeddings.create({ model: 'any', input: texts });
    return data.map(({ embedding }) => embedding);
  },
  async ai() {
    const provider = createOpenAICompatible({ name: 'any', baseURL });
    return (await embedMany({ model: provider.embeddingModel('any'), values: texts })).embeddings;
  },
  langchain: () => new OpenAIEmbeddings({ model: 'any', apiKey: 'any', configuration: { baseURL } }).embedDocuments(texts),
};
console.log('texts 0, 1, 2; in the response 2, 1, 0');
for (const [name, embed] of Object.entries(clients)) console.log(`${name}: ${(await embed()).map(([first]) => first).join(', ')}`);
missing = 1;
for (const name of ['ai', 'langchain'])
  await clients[name]().catch((error) => console.log(`one missing, ${name}: ${error.message}`));
server.close();
server.closeAllConnections();
PROBE

cat >expected.txt <<'EXPECTED'
texts 0, 1, 2; in the response 2, 1, 0
openai: 2, 1, 0
ai: 2, 1, 0
langchain: 2, 1, 0
one missing, ai: Expected 3 embeddings, but received 2.
one missing, langchain: Cannot read properties of undefined (reading 'embedding')
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
