#!/usr/bin/env bash
# mcp-remote 0.15.1. A key that the server refuses with 401 ends as "Non-200 status code (405)", where the server allows POST alone.
#
# Guess: the 401, or its message, is what the user reads. Seen: it looks for OAuth, finds none (404), takes that as a sign that the
# server speaks the older transport, asks again with GET, and shows what that gives. Where GET is 401 too, it shows the response of
# POST /register, where OAuth would register a client: the only place where a server without OAuth can say what is wrong.
#
#     401 for POST, 405 for GET: SSE error: Non-200 status code (405)
#     401 for POST, 401 for GET: Dynamic Client Registration rejected (HTTP 404): {"error":"refused"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mcp-remote@0.15.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

let forGet;
const server = createServer((req, res) => {
  req.resume();
  const status = req.url !== '/mcp' ? 404 : req.method === 'GET' ? forGet : 401;
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="probe"' } : {};
  res.writeHead(status, { 'content-type': 'application/json', ...challenge }).end('{"error":"refused"}');
}).listen(0, '127.0.0.1', async () => {
  for (forGet of [405, 401]) {
    const address = `http://127.0.0.1:${server.address().port}/mcp`;
    const child = spawn(process.execPath, ['node_modules/mcp-remote/dist/proxy.js', address, '--allow-http', '--header', 'Authorization: Bearer wrong'], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, MCP_REMOTE_CONFIG_DIR: process.cwd(), BROWSER: 'none' },
    });
    let said = '';
    child.stderr.on('data', (piece) => (said += piece));
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'probe', version: '1' } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
    const timer = setTimeout(() => child.kill(), 20_000);
    await new Promise((resolve) => child.on('exit', resolve));
    clearTimeout(timer);
    const fatal = /Fatal error:.*/.exec(said)?.[0] ?? '';
    console.log(`401 for POST, ${forGet} for GET: ${fatal.replace(/.*Error: /, '')}`);
  }
  process.exit();
});
PROBE

cat >expected.txt <<'EXPECTED'
401 for POST, 405 for GET: SSE error: Non-200 status code (405)
401 for POST, 401 for GET: Dynamic Client Registration rejected (HTTP 404): {"error":"refused"}
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
