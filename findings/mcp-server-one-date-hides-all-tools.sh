#!/usr/bin/env bash
# @modelcontextprotocol/server and /client 2.4.0, zod 4.6.7. A tool whose input or output has a schema that JSON Schema cannot say.
#
# Guess: registerTool() refuses `z.coerce.date()`, or that tool alone is missing from the list. Seen: it is registered, and a call by
# name works and has its Date; but the schemas are converted when a client asks for the list, and one error there is the answer to
# tools/list. So the client, which is told that there are tools, gets none at all, also the tools that were there before. A tool that is
# added at run time takes the others away. An output schema with transform() does the same. `z.iso.date()` can be said.
#
#     search: search
#     search, with a date in the input of another: -32603 Date cannot be represented in JSON Schema
#     that other tool called by name: 2026-01-15T00:00:00.000Z
#     search, with a transform in the output of another: -32603 Transforms cannot be represented in JSON Schema
#     search, with z.iso.date() in the input of another: search, newer
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @modelcontextprotocol/server@2.4.0 @modelcontextprotocol/client@2.4.0 zod@4.6.7 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

async function connect(schemas) {
  const server = new McpServer({ name: 'documents', version: '1.0.0' });
  const answer = (text) => ({ content: [{ type: 'text', text }] });
  server.registerTool('search', { inputSchema: z.object({ query: z.string() }) }, async ({ query }) => answer(query));
  if (schemas) server.registerTool('newer', schemas, async ({ since }) => answer(since.toISOString()));
  const client = new Client({ name: 'probe', version: '1.0.0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  await client.connect(theirs);
  return client;
}
async function list(name, schemas) {
  const client = await connect(schemas);
  const names = await client.listTools().then(
    ({ tools }) => tools.map((tool) => tool.name).join(', '),
    (error) => `${error.code} ${error.message}`,
  );
  console.log(`search${name}: ${names}`);
  return client;
}
await list('');
const client = await list(', with a date in the input of another', { inputSchema: z.object({ since: z.coerce.date() }) });
const called = await client.callTool({ name: 'newer', arguments: { since: '2026-01-15' } });
console.log(`that other tool called by name: ${called.content[0].text}`);
const words = z.object({ words: z.string().transform((text) => text.split(' ')) });
await list(', with a transform in the output of another', { inputSchema: z.object({}), outputSchema: words });
await list(', with z.iso.date() in the input of another', { inputSchema: z.object({ since: z.iso.date() }) });
PROBE

cat >expected.txt <<'EXPECTED'
search: search
search, with a date in the input of another: -32603 Date cannot be represented in JSON Schema
that other tool called by name: 2026-01-15T00:00:00.000Z
search, with a transform in the output of another: -32603 Transforms cannot be represented in JSON Schema
search, with z.iso.date() in the input of another: search, newer
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
