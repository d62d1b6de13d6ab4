// The one table of error codes: the contract, the OpenAPI document and the portal read it from here.
import { z } from 'zod';

export const errorCodes = {
  invalid_request: [
    400,
    'The request does not fit the contract; details.issues names each field and what it must be.',
  ],
  invalid_json: [400, 'The body is not valid JSON.'],
  missing_api_key: [401, 'No API key was sent. Send it as Authorization: Bearer KEY.'],
  malformed_api_key: [401, 'What was sent is not shaped like an API key (sk_… or pk_…).'],
  invalid_api_key: [401, 'The API key is unknown.'],
  api_key_expired: [401, 'The API key has expired.'],
  api_key_revoked: [401, 'The API key was revoked.'],
  api_key_rotated: [401, 'The API key was replaced by a new one and its overlap is over.'],
  app_archived: [403, 'The app of this API key is archived; an admin can restore it in the panel.'],
  missing_scope: [403, 'The API key lacks the scope that the message names.'],
  origin_not_allowed: [403, "The page's origin is not on the API key's list of allowed origins."],
  origin_required: [403, 'A publishable key works in browsers only: the request carries no Origin.'],
  not_found: [404, 'There is no such route.'],
  document_not_found: [404, 'There is no such document in this app.'],
  session_not_found: [404, 'There is no such session in this app; leave session_id out to begin a new one.'],
  app_not_found: [404, 'There is no such app.'],
  job_not_found: [404, 'There is no such job in this queue, or it is no longer of this kind.'],
  model_not_found: [404, 'No app uses such a model.'],
  invoice_not_found: [404, 'There is no such invoice.'],
  key_not_found: [404, 'There is no such key in this app.'],
  message_not_found: [404, 'There is no such answer in this app.'],
  erasure_not_found: [404, 'There is no such erasure in this app.'],
  export_not_found: [
    404,
    'There is no such export in this app, or an erasure has taken it along: ask for a new one.',
  ],
  webhook_not_found: [404, 'There is no such webhook endpoint in this app.'],
  delivery_not_found: [404, 'There is no such delivery in this app.'],
  workspace_not_found: [404, 'There is no such workspace.'],
  workspace_archived: [400, 'The workspace is archived; restore it first.'],
  legal_hold: [
    409,
    'A legal hold is on this app: nothing is deleted before an admin lifts it (panel, Privacy).',
  ],
  document_exists: [
    409,
    'Another document of this app has this very content: details.document_id names it. Delete one of the two first.',
  ],
  export_expired: [410, 'The link has expired and the file is gone: ask for a new export.'],
  method_not_allowed: [405, 'The route exists, but not with this method.'],
  request_timeout: [408, 'The request did not arrive in time: send it again, a large file in parts.'],
  idempotency_key_in_use: [
    409,
    'The first request with this Idempotency-Key is still running; ask again in a moment.',
  ],
  answer_not_resumable: [
    409,
    'The answer was not begun with "resumable": true, so its events were not kept.',
  ],
  answer_erased: [410, 'The answer quoted a document that has been erased, so its text is gone.'],
  idempotency_key_reused: [422, 'This Idempotency-Key came with another request before: send a new one.'],
  payload_too_large: [413, 'The request or file is larger than this server accepts.'],
  headers_too_large: [431, 'Path, query and headers together are larger than 16 kB.'],
  unsupported_media_type: [415, 'The file or body is of a type that Docent does not read.'],
  invalid_credentials: [401, 'E-mail or password is wrong.'],
  too_many_attempts: [429, 'Too many failed attempts; wait before the next one.'],
  quota_exceeded: [
    429,
    'A quota, a budget or a limit of tokens is used up; the message says which, and until when. Trying again does not help.',
  ],
  not_signed_in: [401, 'The panel session has ended; sign in again.'],
  missing_role: [403, 'Your role in the panel does not allow this; the message names the one that does.'],
  wrong_password: [400, 'The current password is wrong.'],
  wrong_code: [400, 'The code is wrong, too old, or was used before. Enter the one that is shown now.'],
  totp_state: [409, 'The second factor is not in the state that this needs; load the page again.'],
  invitation_not_found: [404, 'This invitation is unknown, was used, or has expired. Ask for a new one.'],
  admin_not_found: [404, 'There is no such person in the team.'],
  admin_exists: [409, 'Someone with this e-mail address is in the team already.'],
  app_key_rotating: [409, "The app's key is being rotated already; its progress is on the system page."],
  last_owner: [409, 'The team needs an owner: make someone else one first.'],
  rate_limited: [429, 'Too much at once: slow down, and go on after the seconds in Retry-After.'],
  internal_error: [500, 'Something failed on the server. The request_id helps to find it in the log.'],
  model_failed: [502, 'The model server refused or broke off the call.'],
  model_unavailable: [503, 'The model server cannot be reached or asks to slow down; try again.'],
  model_timeout: [504, 'The model server did not answer in time.'],
  database_unavailable: [503, 'The database cannot be reached at the moment; try again.'],
  server_stopping: [503, 'The server is being stopped or restarted; try again.'],
} as const satisfies Record<string, readonly [status: number, description: string]>;

export type ErrorCode = keyof typeof errorCodes;
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

export const ErrorBody = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: ErrorCode,
      message: z.string().describe('What happened and what to do.'),
      request_id: z.string().meta({ example: 'req_01k9m3t1v8f2srr4gq9x0c6c6d' }),
      details: z.record(z.string(), z.unknown()),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorBody>;
