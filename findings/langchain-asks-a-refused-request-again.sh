#!/usr/bin/env bash
# @langchain/openai 1.6.0 with @langchain/core 1.4.0, beside openai 7.59.0, the client that it uses. A model server that refuses a request
# with 422, as those made with FastAPI do for a field that is wrong.
#
# Guess: as with `openai`, 408, 409, 429 and 5xx are tried again, and any other 4xx is an error at once. Seen: LangChain has a list of what
# is not tried again, 400 to 407, 409 and 413, and asks again for all else: the same refused request seven times, with more than a minute
# of waiting, before the caller gets its error. A batch that an indexer embeds is sent seven times.
#
#     400: openai 1 request, OpenAIEmbeddings 1, ChatOpenAI 1
#     422: openai 1 request, OpenAIEmbeddings 7, ChatOpenAI 7
#     waited for 422 by ChatOpenAI: more than a minute
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund openai@7.59.0 @langchain/openai@1.6.0 @langchain/core@1.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import OpenAI from 'openai';

// Waits are written down, and are a hundred times shorter.
const { setTimeout } = globalThis;
let waited = 0;
globalThis.setTimeout = (action, delay = 0, ...values) => {
  if (delay >= 1000 && delay < 100_000) waited += delay;
  return setTimeout(action, delay / 100, ...values);
};
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  response.writeHead(Number(request.url.split('/')[1]), { 'content-type': 'application/json' });
  response.end('{"detail":[{"loc":["body","input"],"msg":"the text is too long","type":"value_error"}]}');
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

async function count(ask) {
  requests = waited = 0;
  await ask().catch(() => {});
  return requests;
}
for (const status of [400, 422]) {
  const configuration = { baseURL: `http://127.0.0.1:${server.address().port}/${status}`, apiKey: 'any' };
  const input = 'a long text';
  const counts = [
    await count(() => new OpenAI(configuration).embeddings.create({ model: 'm', input })),
    await count(() => new OpenAIEmbeddings({ model: 'm', apiKey: 'any', configuration }).embedQuery(input)),
    await count(() => new ChatOpenAI({ model: 'm', apiKey: 'any', configuration }).invoke(input)),
  ];
  console.log(`${status}: openai ${counts[0]} request, OpenAIEmbeddings ${counts[1]}, ChatOpenAI ${counts[2]}`);
}
console.log(`waited for 422 by ChatOpenAI: ${waited > 60_000 ? 'more than a minute' : `${waited} ms`}`);
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
400: openai 1 request, OpenAIEmbeddings 1, ChatOpenAI 1
422: openai 1 request, OpenAIEmbeddings 7, ChatOpenAI 7
waited for 422 by ChatOpenAI: more than a minute
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
