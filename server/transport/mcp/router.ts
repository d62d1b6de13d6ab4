// /mcp: the Model Context Protocol over streamable HTTP, revisions 2026-07-28 and 2025-11-25. Without sessions, so that
// any process can answer a request.
import { Router, type Request, type Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { type DocentError, fail } from '../../../shared/platform/errors.ts';
import type { Admission } from '../rest/admission.ts';
import { authenticate } from '../rest/authenticate.ts';
import { abortWhenGone } from '../rest/abort-when-gone.ts';
import { appCallOf } from '../rest/app-call.ts';
import { readJson, SMALL, uploadLimit } from '../rest/read-json.ts';

export const MCP_HEADERS = ', Accept, Mcp-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name';

/** JSON-RPC's range for server errors. */
const SERVER_ERROR = -32_000;

export function mcp(ctx: Context, admission: Admission): Router {
  const router = Router({ caseSensitive: true });
  router.post('/', (req, res) => serveMcp(ctx, admission, req, res));
  router.all('/', (req, res) => refuseMethod(admission, req, res));
  router.use(() => fail('not_found'));
  return router;
}

/** The key first: a client whose key is wrong tries GET next, and shows the last refusal. */
async function refuseMethod(admission: Admission, req: Request, res: Response): Promise<never> {
  await authenticate(admission.findKey, req, res);
  res.setHeader('Allow', 'POST');
  fail('method_not_allowed', 'Use POST. This server has no sessions and sends nothing on its own.');
}

async function serveMcp(ctx: Context, admission: Admission, req: Request, res: Response): Promise<void> {
  const abort = abortWhenGone(res);
  const key = await authenticate(admission.findKey, req, res);
  await readJson(req, res, {}, key.scopes.includes('documents:write') ? uploadLimit(ctx) : SMALL);
  // Loaded with the first request: many servers never get one.
  const [{ createMcpHandler }, { toNodeHandler }, { openServer }, { tools }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('@modelcontextprotocol/node'),
    import('./open-server.ts'),
    import('./tools.ts'),
  ]);
  if (!tools.some(({ operation }) => key.scopes.includes(operation.scope!)))
    fail('missing_scope', 'This API key has no scope that a tool needs, such as chat or documents:read.');
  const { method, params } = (req.body ?? {}) as { method?: unknown; params?: { name?: unknown } };
  const calls = method === 'tools/call';
  const called = calls ? tools.find(({ name }) => name === params?.name) : undefined;
  await admission.admit(key, res, called?.operation.spends ?? false);
  const call = appCallOf(ctx, key, req, res, abort);
  let failure: Error | undefined;
  const handler = createMcpHandler(() => openServer(call, key.scopes, called?.name), {
    // A stream from the start, which comments keep open while a model is silent.
    responseMode: calls ? 'sse' : 'auto',
    onerror: (error) => (failure = error),
  });
  res.setHeader('X-Accel-Buffering', 'no');
  await toNodeHandler(handler)(req, res, req.body);
  // Refusals come here too; they may hold what was sent.
  if (res.statusCode >= 500 && !call.signal.aborted)
    ctx.log.error({ err: failure, request_id: call.requestId }, 'internal_error');
}

/** A refusal before the protocol starts, as a JSON-RPC error; `data.code` is a code of the contract. */
export const mcpError = ({ code, message, details }: DocentError, request_id: string) => ({
  jsonrpc: '2.0',
  id: null,
  error: { code: SERVER_ERROR, message, data: { code, request_id, details } },
});
