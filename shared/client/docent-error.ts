/** What a server answers instead of a result. */
type Refusal = { code: string; message: string; request_id?: string; fields?: Record<string, string> };

/** An error of the API, with its code; or of the client: `lost` if no answer came, `not_done` for an export that cannot be downloaded. */
export class DocentError extends Error {
  /** As in the API's list of errors, e.g. `rate_limited`; or `lost` or `not_done`. */
  readonly code: string;
  /** HTTP status; 0: no answer came, or the error came within a stream. */
  readonly status: number;
  /** Find it in the server's log. */
  readonly requestId: string | undefined;
  /** Which fields of the request were wrong, and how. */
  readonly fields: Record<string, string>;
  /** How long to wait before another try, in seconds; undefined: the server does not say. */
  readonly retryAfter: number | undefined;

  constructor(refusal: Refusal, status = 0, retryAfter?: number, cause?: unknown) {
    super(refusal.message, { cause });
    this.name = 'DocentError';
    this.code = refusal.code;
    this.status = status;
    this.requestId = refusal.request_id;
    this.fields = refusal.fields ?? {};
    this.retryAfter = retryAfter;
  }
}

/** The error in a response. Something between client and server may have answered, so it need not be ours. */
export async function errorOf(response: Response): Promise<DocentError> {
  const body = (await response.json().catch(() => undefined)) as { error?: Refusal } | undefined;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  const refusal = body?.error?.code
    ? body.error
    : { code: 'unexpected_response', message: `The server answered with status ${response.status}.` };
  return new DocentError(refusal, response.status, Number.isFinite(after) ? after : undefined);
}
