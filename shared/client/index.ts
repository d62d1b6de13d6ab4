// The typed client of the API, for Node 20 or later, Deno, Bun and browsers. It has no dependencies.
import { DocentError } from './docent-error.ts';
import { openAnswer, type Answer, type Question } from './open-answer.ts';
import { routes, type Operations } from './operations.ts';
import { openSender, type Options } from './send-request.ts';
import { uploadFile, type Upload } from './upload-file.ts';

export { DocentError };
export type { Answer, ChatEvent, Citation, Question } from './open-answer.ts';
export type { Operations, Options, Upload };

/** For one call. `sessionSecret`: with a publishable key, of the session that is read. */
export type CallOptions = { signal?: AbortSignal; sessionSecret?: string };
/** An operation without required fields may be called without input. */
type Call<I, O> = {} extends I
  ? (input?: I, options?: CallOptions) => Promise<O>
  : (input: I, options?: CallOptions) => Promise<O>;
type Operation = Exclude<keyof Operations, (typeof NOT_JSON)[number]>;

/** One method for each operation with a JSON answer, by the names of the API reference; and what needs more than that. */
export type Docent = { [Name in Operation]: Call<Operations[Name]['input'], Operations[Name]['output']> } & {
  /** Asks a question. Read the events with `for await`, or the whole with `whole()`. */
  chat(question: Question, options?: Pick<CallOptions, 'signal'>): Answer;
  /** Uploads a file: a Blob, or in Node `await fs.openAsBlob(path)`. */
  upload(file: Blob, upload: Upload): Promise<Operations['uploadDocuments']['output']['documents'][number]>;
  /**
   * The bytes of a document as they were uploaded, or of an export that is done.
   * @throws DocentError with the code `not_done` for an export that is not
   */
  download(id: string, options?: CallOptions): Promise<Response>;
};

/** They stream, or give bytes: chat(), upload() and download() are for these. */
const NOT_JSON = ['replayAnswer', 'getDocumentContent', 'downloadExport'] as const;

/** Connects to a server. Nothing is sent before the first call. */
export function createDocent(options: Options): Docent {
  const send = openSender(options);
  const call =
    ([method, path]: (typeof routes)[Operation]) =>
    async (input: Record<string, unknown> = {}, { signal, sessionSecret }: CallOptions = {}) => {
      const rest = { ...input };
      const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
        const value = rest[name];
        delete rest[name];
        return encodeURIComponent(String(value));
      });
      const hasBody = method === 'post' || method === 'put';
      const response = await send({
        method: method.toUpperCase(),
        path: filled,
        ...(hasBody ? { json: rest } : { query: rest }),
        headers: sessionSecret ? { 'x-session-secret': sessionSecret } : undefined,
        signal,
      });
      return response.json() as Promise<unknown>;
    };
  const operations = Object.fromEntries(
    Object.entries(routes)
      .filter(([name]) => !(NOT_JSON as readonly string[]).includes(name))
      .map(([name, route]) => [name, call(route as (typeof routes)[Operation])]),
  ) as unknown as Docent;
  return {
    ...operations,
    chat: (question, { signal } = {}) => openAnswer(send, question, signal),
    upload: (file, upload) => uploadFile(send, options, file, upload),
    download: async (id, { signal } = {}) => {
      if (!id.startsWith('exp_'))
        return send({ method: 'GET', path: `/documents/${encodeURIComponent(id)}/content`, signal });
      const { export: made } = await operations.getExport({ export_id: id }, { ...(signal && { signal }) });
      if (!made.url)
        throw new DocentError({
          code: 'not_done',
          message: `There is nothing to download: the export is ${made.status}. Ask getExport() until it is done.`,
        });
      const query = Object.fromEntries(new URL(made.url).searchParams);
      return send({ method: 'GET', path: `/exports/${id}/file`, query, signal });
    },
  };
}
