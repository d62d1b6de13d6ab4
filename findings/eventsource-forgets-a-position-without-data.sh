#!/usr/bin/env bash
# eventsource 4.1.1 and eventsource-client 1.2.0 (both with eventsource-parser 3.1.1), beside EventSource of undici 7.30.2, as Node brings it.
# A server that says with `id: 2` and no data how far its reader is, as one does after events that this reader is not shown.
#
# Guess: the id counts, and each later event has it until there is another. The HTML standard (9.2.6, "dispatch the event") sets the last
# event id first, and only then drops an event that has no data. Seen: the parser drops such a block whole. A reader that comes back asks
# from the older place, or from the beginning, so what was passed over is sent again; and an event without an id of its own has none at
# all, not even the one before. undici does as the standard says. A server has to put `data:` under the id, which all of them take for an
# event with empty data, and an id on each event.
#
#     undici              events a(1) b(2)  asks again after 2
#     eventsource         events a(1) b(-)  asks again after 1
#     eventsource-client  events a(1) b(-)  asks again after 1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund eventsource@4.1.1 eventsource-client@1.2.0 eventsource-parser@3.1.1 undici@7.30.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { createEventSource } from 'eventsource-client';
import { EventSource as OfUndici } from 'undici';

const readers = {
  undici: (url, heard) => listen(new OfUndici(url), heard),
  eventsource: (url, heard) => listen(new EventSource(url), heard),
  'eventsource-client': (url, heard) => {
    const source = createEventSource({ url, onMessage: ({ data, id }) => heard.push(`${data}(${id ?? '-'})`) });
    return () => source.close();
  },
};

function listen(source, heard) {
  source.onmessage = ({ data, lastEventId }) => heard.push(`${data}(${lastEventId || '-'})`);
  return () => source.close();
}

for (const [name, read] of Object.entries(readers)) {
  const heard = [];
  let connections = 0;
  let resolve;
  const after = new Promise((settle) => (resolve = settle));
  const server = createServer(async (request, response) => {
    // The second connection is the one that goes on.
    if (++connections > 1) {
      resolve(request.headers['last-event-id']);
      return response.writeHead(204).end();
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const block of ['retry: 100\nid: 1\ndata: a\n\n', 'id: 2\n\n', 'data: b\n\n']) {
      response.write(block);
      await wait(50);
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => server.on('listening', ready));
  const close = read(`http://127.0.0.1:${server.address().port}/`, heard);
  const last = await after;
  console.log(`${name.padEnd(18)}  events ${heard.join(' ')}  asks again after ${last ?? '-'}`);
  close();
  server.closeAllConnections();
  server.close();
}
PROBE

cat >expected.txt <<'EXPECTED'
undici              events a(1) b(2)  asks again after 2
eventsource         events a(1) b(-)  asks again after 1
eventsource-client  events a(1) b(-)  asks again after 1
EXPECTED

node --no-warnings probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
