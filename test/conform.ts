// Holds answers against the OpenAPI document that the server itself gives out.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Docent } from './harness.ts';

type OpenApi = {
  openapi: string;
  info: any;
  servers: any[];
  components: any;
  paths: Record<string, Record<string, any>>;
};
export type Conform = {
  document: OpenApi;
  /** Every response schema of the document compiled. @throws when one of them is no valid JSON Schema */
  compileAll(): number;
  /** @throws when the answer is not among those that the document describes for the operation; @returns its body */
  answer(operationId: string, response: Response): Promise<any>;
  /** As `answer`, for one event of a stream. */
  event(operationId: string, event: { event: string; data: unknown }): void;
};

const pointer = (...steps: string[]) =>
  `openapi#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** Reads the document once and compiles its schemas as they are needed. */
export async function readContract(docent: Docent): Promise<Conform> {
  const response = await fetch(`${docent.url}/api/v1/openapi.json`);
  const document = (await response.json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();
  const check = (ref: string, value: unknown) => {
    let validate = compiled.get(ref);
    if (!validate) compiled.set(ref, (validate = ajv.compile({ $ref: ref })));
    if (!validate(value))
      throw new Error(`${ref}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`);
  };
  const find = (operationId: string) => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, described] of Object.entries(methods))
        if (described.operationId === operationId) return { path, method, described };
    throw new Error(`the document does not describe ${operationId}`);
  };
  return {
    document,
    compileAll() {
      let count = 0;
      for (const [path, methods] of Object.entries(document.paths))
        for (const [method, described] of Object.entries(methods)) {
          const bodies = [
            ['requestBody', described.requestBody],
            ...Object.entries<any>(described.responses).map(([status, one]) => [`responses/${status}`, one]),
          ];
          for (const [place, body] of bodies as [string, any][])
            for (const type of Object.keys(body?.content ?? {})) {
              ajv.compile({
                $ref: pointer('paths', path, method, ...place.split('/'), 'content', type, 'schema'),
              });
              count++;
            }
        }
      return count;
    },
    async answer(operationId, response) {
      const { path, method, described: operation } = find(operationId);
      const declared = operation.responses[response.status];
      if (!declared)
        throw new Error(`${operationId} may not answer ${response.status}: ${await response.text()}`);
      if (!declared.content) return undefined;
      const type = response.headers.get('content-type')!.split(';')[0]!;
      const described = declared.content[type];
      if (!described) throw new Error(`${operationId} may not answer with ${type}`);
      if (described.schema.type === 'string') return response.text();
      const body = await response.json();
      check(
        pointer('paths', path, method, 'responses', String(response.status), 'content', type, 'schema'),
        body,
      );
      if (!response.ok) {
        const { error } = body;
        if (!declared.description.includes(`\`${error.code}\``))
          throw new Error(`${operationId} does not name the code ${error.code} at ${response.status}`);
        if (error.request_id !== response.headers.get('x-request-id'))
          throw new Error(`request_id ${error.request_id} is not X-Request-Id`);
      }
      return body;
    },
    event(operationId, { event, data }) {
      const { path, method, described } = find(operationId);
      const content = 'text/event-stream';
      const { schema } = described.responses[200].content[content];
      check(pointer('paths', path, method, 'responses', '200', 'content', content, 'schema'), data);
      const names: Record<string, string> = {
        message: 'MessageEvent',
        citation: 'Citation',
        end: 'EndEvent',
        error: 'ErrorEvent',
      };
      const name = names[event];
      if (!name || !JSON.stringify(schema).includes(`/${name}"`))
        throw new Error(`${operationId} does not describe the event ${event}`);
      check(pointer('components', 'schemas', name), data);
    },
  };
}
