#!/usr/bin/env bash
# @modelcontextprotocol/server 2.4.0 with client 2.4.0. A field beyond a tool's output schema passes the server and is refused by
# the client, but only by one that has listed the tools before.
#
# Guess: the server, which checks structuredContent by the zod schema, sends what the schema has parsed; z.object() drops unknown
# fields. Seen: it sends what the tool returned, while the JSON Schema that it lists says additionalProperties: false.
#
#     before listTools: {"sum":3,"note":"more"}
#     after listTools: Structured content does not match the tool's output schema: data must NOT have additional properties
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @modelcontextprotocol/server@2.4.0 @modelcontextprotocol/node@2.1.2 @modelcontextprotocol/client@2.4.0 zod@4.6.7 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { createServer } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'sums', version: '1' });
    const schemas = { inputSchema: z.object({}), outputSchema: z.object({ sum: z.number() }) };
    server.registerTool('sum', schemas, async () => ({ content: [], structuredContent: { sum: 3, note: 'more' } }));
    return server;
  }),
);
const server = createServer((req, res) => handler(req, res)).listen(0, '127.0.0.1', async () => {
  const client = new Client({ name: 'probe', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${server.address().port}/`)));
  const call = () =>
    client.callTool({ name: 'sum', arguments: {} }).then(
      ({ structuredContent }) => JSON.stringify(structuredContent),
      ({ message }) => message,
    );
  console.log(`before listTools: ${await call()}`);
  await client.listTools();
  console.log(`after listTools: ${await call()}`);
  process.exit();
});
PROBE

cat >expected.txt <<'EXPECTED'
before listTools: {"sum":3,"note":"more"}
after listTools: Structured content does not match the tool's output schema: data must NOT have additional properties
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
