import { exampleOf } from './example-of.ts';
import type { OpenApi, Resolve, Schema } from './open-api.ts';

/** A request that works when it is sent. `input`: its parameters and its body, as the typed client takes them. */
export type SampleRequest = {
  id: string;
  method: string;
  server: string;
  /** With the query. */
  path: string;
  needsKey: boolean;
  json: Record<string, unknown> | undefined;
  /** Uploaded as a form. */
  file: string | undefined;
  input: Record<string, unknown>;
  answers: 'json' | 'events' | 'file';
};

type Richer = { json?: Record<string, unknown>; file?: string };

/** Examples that show more than the required fields. */
const richer: Record<string, Richer> = {
  sendMessage: { json: { message: 'Who is called first in an outage?', stream: true } },
  uploadDocuments: { file: 'handbook.md' },
  replaceDocument: { file: 'handbook-2.md' },
  addEvaluationQuestions: {
    json: { questions: [{ question: 'Who is called first in an outage?', expected_words: ['on-call'] }] },
  },
  requestErasure: { json: { end_user_id: 'ann' } },
};

/** Reads a request from the contract's examples and the required fields. */
export function readRequest(
  document: OpenApi,
  method: string,
  path: string,
  described: Schema,
  resolve: Resolve,
): SampleRequest {
  const parameters: Schema[] = described['parameters'] ?? [];
  const valueOf = (one: Schema) => exampleOf(one['schema'], resolve);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    String(valueOf(parameters.find((one) => one['name'] === name)!)),
  );
  const asked = parameters.filter((one) => one['in'] === 'query' && one['required']);
  const query = asked.map((one) => `${one['name']}=${encodeURIComponent(String(valueOf(one)))}`).join('&');
  const body = described['requestBody']?.content['application/json'];
  const [, success] = Object.entries<Schema>(described['responses']).find(([status]) => status < '300')!;
  const { json, file } = richer[described['operationId']] ?? {
    json: body && (exampleOf(body.schema, resolve) as Record<string, unknown>),
  };
  const own = parameters.filter((one) => one['in'] === 'path' || asked.includes(one));
  return {
    id: described['operationId'],
    method: method.toUpperCase(),
    server: document.servers![0]!.url,
    path: filled + (query && `?${query}`),
    needsKey: described['security']?.length !== 0,
    json,
    file,
    input: { ...Object.fromEntries(own.map((one) => [one['name'], valueOf(one)])), ...json },
    answers: answersOf(success['content'], Boolean(json?.['stream'])),
  };
}

/** Whether a response is JSON, and not a file that may be of that type. */
export const holdsJson = (content: Record<string, Schema>): boolean =>
  content['application/json'] !== undefined && content['application/json']['schema']?.format !== 'binary';

function answersOf(content: Record<string, Schema>, streams: boolean): SampleRequest['answers'] {
  if (streams) return 'events';
  if ('text/event-stream' in content && !('application/json' in content)) return 'events';
  return holdsJson(content) ? 'json' : 'file';
}
