// An MCP server for one request and its key: what the key may do is what is listed.
import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import { VERSION } from '../../../shared/platform/version.ts';
import { errorFor } from '../../access/visitors/visitor-error.ts';
import type { AppCall } from '../../call.ts';
import { httpError } from '../rest/errors.ts';
import { requireScope } from '../../access/keys/require-scope.ts';
import { tools, type Tool } from './tools.ts';

/** How long a client may keep the list of tools: a change of the key's scopes shows after that. */
const CACHE = { ttlMs: 300_000, cacheScope: 'private' } as const;

/** @param called the tool that this request calls; it is known even if the key may not use it, to say so */
export function openServer(call: AppCall, scopes: readonly string[], called: string | undefined): McpServer {
  const server = new McpServer(
    { name: 'docent', title: call.app.name, version: VERSION },
    {
      instructions:
        `Search and answers from the documents of "${call.app.name}". Use search_documents for passages, ask for a ` +
        'finished answer with its sources. Quote the sources you use.',
      capabilities: { tools: { listChanged: false } },
      cacheHints: { 'tools/list': CACHE, 'server/discover': CACHE },
    },
  );
  for (const tool of tools) {
    if (tool.name !== called && !scopes.includes(tool.operation.scope!)) continue;
    const { name, title, description, input, output, annotations } = tool;
    server.registerTool(
      name,
      { title, description, inputSchema: input, outputSchema: output, annotations },
      (given, context) => resultOf(call, tool, scopes, given, context),
    );
  }
  return server;
}

/** A refusal is a result that the model can read; an unknown error keeps its message. */
async function resultOf(
  outer: AppCall,
  tool: Tool,
  scopes: readonly string[],
  input: unknown,
  context: ServerContext,
): Promise<CallToolResult> {
  // Also aborted when the client cancels its request.
  const call = { ...outer, signal: AbortSignal.any([outer.signal, context.mcpReq.signal]) };
  try {
    requireScope(scopes, tool.operation.scope!);
    const { text, data } = await tool.run(call, input, progressOf(context));
    // Clients refuse a field that the schema does not have.
    return { content: [{ type: 'text', text }], structuredContent: tool.output.parse(data) };
  } catch (error) {
    const { code, message, status, cause } = errorFor(call, httpError(error));
    if (status >= 500 && !call.signal.aborted)
      call.log.error({ err: cause ?? error, request_id: call.requestId }, code);
    return {
      isError: true,
      content: [{ type: 'text', text: message }],
      _meta: { code, request_id: call.requestId },
    };
  }
}

function progressOf({ mcpReq }: ServerContext): (message: string) => Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  return async (message) => {
    if (progressToken === undefined) return;
    await mcpReq.notify({
      method: 'notifications/progress',
      params: { progressToken, progress: ++progress, message },
    });
  };
}
