// /mcp: the Model Context Protocol over streamable HTTP, without sessions, so that any process can answer a request.
import { Router, type Request, type Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { type DocentError, fail } from '../../../shared/platform/errors.ts';
import type { Admission } from '../rest/admission.ts';
import { authenticate } from '../rest/authenticate.ts';
import { abortWhenGone } from '../rest/abort-when-gone.ts';
import { appCallOf } from '../rest/app-call.ts';
import { readJson, SMALL } from '../rest/read-json.ts';

export const MCP_HEADERS = ', Accept, Mcp-Protocol-Version, Mcp-Session-Id';

/** JSON-RPC's range for server errors. */
const SERVER_ERROR = -32_000;
const KEEP_ALIVE_MS = 15_000;

export function mcp(ctx: Context, admission: Admission): Router {
  const router = Router({ caseSensitive: true });
  router.post('/', (req, res) => serveMcp(ctx, admission, req, res));
  router.all('/', (_req, res) => {
    res.setHeader('Allow', 'POST');
    fail('method_not_allowed', 'Use POST. This server has no sessions and sends nothing on its own.');
  });
  router.use(() => fail('not_found'));
  return router;
}

async function serveMcp(ctx: Context, admission: Admission, req: Request, res: Response): Promise<void> {
  const abort = abortWhenGone(res);
  const key = await authenticate(admission.findKey, req, res, 'chat');
  await admission.admit(key, res, true);
  await readJson(req, res, {}, SMALL);
  // Loaded with the first request: many servers never get one.
  const [{ StreamableHTTPServerTransport }, { openTools }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    import('./tools.ts'),
  ]);
  const server = openTools(appCallOf(ctx, key, req, res, abort));
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    keepAliveMs: KEEP_ALIVE_MS,
  });
  res.on('close', () => void server.close());
  res.setHeader('X-Accel-Buffering', 'no');
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
}

/** A refusal before the protocol starts, as a JSON-RPC error; `data.code` is a code of the contract. */
export const mcpError = ({ code, message, details }: DocentError, request_id: string) => ({
  jsonrpc: '2.0',
  id: null,
  error: { code: SERVER_ERROR, message, data: { code, request_id, details } },
});
