// The MCP tools: the use cases of POST /search and POST /chat, described for models.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { z } from 'zod';
import { SearchDocuments, SendMessage, type AnswerEvent } from '../../../shared/contract/index.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import type { AppCall } from '../../call.ts';
import { collectAnswer } from '../../chat/collect-answer.ts';
import { sendMessage } from '../../chat/send-message.ts';
import { errorFor } from '../../access/visitors/visitor-error.ts';
import { httpError } from '../rest/errors.ts';
import { searchDocuments } from '../../chat/search/search-documents.ts';

const Asked = z.strictObject({
  question: SendMessage.shape.message,
  // Agents with strict schemas send every field.
  session_id: z.string().max(100).nullish().describe('Continue this session. Default: a new session.'),
  filter: SendMessage.shape.filter,
});

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;
const readOnly = { readOnlyHint: true, openWorldHint: false };

/** An MCP server for one request and its key. */
export function openTools(call: AppCall): McpServer {
  const server = new McpServer({ name: 'docent', version: VERSION });
  server.registerTool(
    'search_documents',
    {
      title: 'Search documents',
      description: 'Finds passages in the documents of this app, best first, with their document and page.',
      inputSchema: z.strictObject({
        query: SearchDocuments.shape.query,
        top_k: SearchDocuments.shape.top_k,
        filter: SearchDocuments.shape.filter,
      }),
      annotations: readOnly,
    },
    (input, extra) => asResult(call, () => search(within(call, extra), input)),
  );
  server.registerTool(
    'ask',
    {
      title: 'Ask a question',
      description:
        'Answers a question from the documents of this app, citing its sources as [1]. Pass session_id of an earlier ' +
        'answer to ask a follow-up.',
      inputSchema: Asked,
      annotations: { openWorldHint: false },
    },
    (input, extra) => asResult(call, () => ask(within(call, extra), input, extra)),
  );
  return server;
}

/** Also aborted when the client cancels its request. */
const within = (call: AppCall, extra: Extra): AppCall => ({
  ...call,
  signal: AbortSignal.any([call.signal, extra.signal]),
});

/** A refusal is a result that the model can read; an unknown error keeps its message. */
async function asResult(call: AppCall, work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
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

async function search(call: AppCall, input: z.infer<typeof SearchDocuments>): Promise<CallToolResult> {
  const { results } = await searchDocuments(call, input);
  const listed = results.map(
    ({ document_name, page, text }) => `${locationOf(document_name, page)}\n${text}`,
  );
  return {
    content: [{ type: 'text', text: listed.join('\n\n---\n\n') || 'No passages found.' }],
    structuredContent: { results },
  };
}

async function ask(call: AppCall, input: z.infer<typeof Asked>, extra: Extra): Promise<CallToolResult> {
  const question = SendMessage.parse({
    message: input.question,
    session_id: input.session_id || undefined,
    filter: input.filter,
  });
  const answer = await collectAnswer(withProgress(sendMessage(call, question), extra));
  const { content, citations, ...rest } = answer;
  const sources = citations.map(
    ({ index, document_name, page }) => `[${index}] ${locationOf(document_name, page)}`,
  );
  return {
    content: [{ type: 'text', text: [content, ...new Set(sources)].join('\n') }],
    structuredContent: { answer: content, citations, ...rest },
  };
}

/** Reports the answer piece by piece to a client that asked for progress. */
async function* withProgress(events: AsyncIterable<AnswerEvent>, extra: Extra): AsyncGenerator<AnswerEvent> {
  const progressToken = extra._meta?.progressToken;
  let progress = 0;
  for await (const event of events) {
    if (progressToken !== undefined && event.event === 'message')
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: ++progress, message: event.data.content },
      });
    yield event;
  }
}

const locationOf = (name: string, page: number | null) => (page === null ? name : `${name}, page ${page}`);
