#!/usr/bin/env bash
# @microsoft/fetch-event-source 2.0.1. A visitor who looks at another tab while an answer is written asks the same question again.
#
# Guess: a POST is sent once; a stream that breaks off is the caller's to repeat. Seen: by default the library ends the request when the
# page is hidden, and sends it again, body and all, when it is shown. A chat is answered and paid for twice, and the page shows the first
# words twice, since nothing tells it that they begin anew. `openWhenHidden: true` keeps the one request.
#
#     asked 2 times, shown: Yes, Yes, on Sundays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @microsoft/fetch-event-source@2.0.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { fetchEventSource } from '@microsoft/fetch-event-source';

let questions = 0;
const server = createServer((request, response) => {
  questions++;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: Yes,\n\n');
  setTimeout(() => response.end('data: on Sundays.\n\n'), 1500);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.on('listening', resolve));

// What the library uses of a page: whether its tab is in front, and the event that says so.
const page = new EventTarget();
page.hidden = false;
globalThis.document = page;
globalThis.window = globalThis;
const show = (visible) => {
  page.hidden = !visible;
  page.dispatchEvent(new Event('visibilitychange'));
};
const said = [];
const asked = fetchEventSource(`http://127.0.0.1:${server.address().port}/chat`, {
  method: 'POST',
  body: JSON.stringify({ question: 'Is it open?' }),
  onmessage: ({ data }) => said.push(data),
});
setTimeout(() => show(false), 400);
setTimeout(() => show(true), 800);
await asked;
console.log(`asked ${questions} times, shown: ${said.join(' ')}`);
server.close();
PROBE

cat >expected.txt <<'EXPECTED'
asked 2 times, shown: Yes, Yes, on Sundays.
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
