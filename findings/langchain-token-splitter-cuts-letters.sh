#!/usr/bin/env bash
# @langchain/textsplitters 1.0.2 with @langchain/core 1.4.0 and js-tiktoken 1.0.21, beside TokenTextSplitter of llamaindex 0.12.1. A text in
# Korean.
#
# Guess: a chunk is a part of the text, whatever it is measured by, as with LlamaIndex's class of the same name. Seen: LangChain cuts the list
# of tokens and decodes each part. A letter that is two or three tokens, and is cut, becomes U+FFFD at the end of one chunk and at the
# beginning of the next. With gpt2, the default, most letters of Korean are such: nearly no chunk stands in the document, so that no
# quote or place of it can be found there, and the letters that were cut are lost to the search. An overlap makes it more, not less.
# (The vocabulary is read from js-tiktoken, in place of the page that LangChain fetches it from.)
#
#     langchain, gpt2: 7 of 9 chunks are not in the text, the first is "도서관�"
#     langchain, gpt2, overlap 2: 10 of 10 chunks are not in the text, the first is "도서관�"
#     langchain, cl100k_base: 0 of 4 chunks are not in the text, the first is "도서관은 아홉 시부"
#     llamaindex: 0 of 4 chunks are not in the text, the first is "도서관은 아홉"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts @langchain/textsplitters@1.0.2 @langchain/core@1.4.0 js-tiktoken@1.0.21 llamaindex@0.12.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createRequire } from 'node:module';
import { TokenTextSplitter } from '@langchain/textsplitters';
import { TokenTextSplitter as OfLlamaIndex } from 'llamaindex';

const require = createRequire(import.meta.url);
globalThis.fetch = async (address) => Response.json(require(`js-tiktoken/ranks/${/([^/]+)\.json$/.exec(String(address))[1]}`));
const text = '도서관은 아홉 시부터 여덟 시까지 열려 있습니다. 휴일에는 닫습니다.';
const ofLangchain = (encodingName, chunkOverlap) => new TokenTextSplitter({ encodingName, chunkSize: 10, chunkOverlap });
const show = (name, chunks) =>
  console.log(`${name}: ${chunks.filter((chunk) => !text.includes(chunk)).length} of ${chunks.length} chunks are not in the text, the first is ${JSON.stringify(chunks[0])}`);
show('langchain, gpt2', await ofLangchain('gpt2', 0).splitText(text));
show('langchain, gpt2, overlap 2', await ofLangchain('gpt2', 2).splitText(text));
show('langchain, cl100k_base', await ofLangchain('cl100k_base', 0).splitText(text));
show('llamaindex', new OfLlamaIndex({ chunkSize: 10, chunkOverlap: 0 }).splitText(text));
PROBE

cat >expected.txt <<'EXPECTED'
langchain, gpt2: 7 of 9 chunks are not in the text, the first is "도서관�"
langchain, gpt2, overlap 2: 10 of 10 chunks are not in the text, the first is "도서관�"
langchain, cl100k_base: 0 of 4 chunks are not in the text, the first is "도서관은 아홉 시부"
llamaindex: 0 of 4 chunks are not in the text, the first is "도서관은 아홉"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
