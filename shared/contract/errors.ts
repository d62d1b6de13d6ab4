// The error codes with status and default message: for the contract, the OpenAPI document and the portal.
import { z } from 'zod';

export const errorCodes = {
  invalid_request: [
    400,
    'The request is invalid. details.issues names each field and what is wrong with it.',
  ],
  invalid_json: [400, 'The body is not valid JSON.'],
  missing_api_key: [401, 'No API key was sent. Send it as Authorization: Bearer KEY.'],
  malformed_api_key: [401, 'This is not a valid API key. Keys start with sk_ or pk_.'],
  invalid_api_key: [401, 'This API key does not exist.'],
  api_key_expired: [401, 'The API key has expired.'],
  api_key_revoked: [401, 'The API key was revoked.'],
  api_key_rotated: [401, 'The API key was rotated and its overlap has ended. Use the new key.'],
  app_archived: [403, 'The app of this API key is archived. An admin can restore it in the panel.'],
  missing_scope: [403, 'The API key does not have the required scope. The message names it.'],
  origin_not_allowed: [403, "The page's origin is not on the API key's list of allowed origins."],
  origin_required: [403, 'Publishable keys work in browsers only: the request has no Origin header.'],
  secret_key_required: [
    403,
    'A publishable key cannot do this. Leave the field out, or send the request from your server with a secret key.',
  ],
  model_not_allowed: [
    403,
    "The app does not allow this model. Leave model out, or let an admin add it to the app's list (panel, Settings).",
  ],
  invalid_end_user_signature: [
    403,
    'end_user_signature is not the signature of end_user_id by the identity secret of this app.',
  ],
  not_found: [404, 'This route does not exist.'],
  document_not_found: [404, 'There is no document with this id in this app.'],
  source_not_found: [404, 'There is no source with this id in this app.'],
  session_not_found: [
    404,
    'There is no session with this id in this app. Leave session_id out to start a new one.',
  ],
  session_full: [
    409,
    'The session has as many questions as a session may have. Leave session_id out to start a new one.',
  ],
  app_not_found: [404, 'There is no app with this id.'],
  job_not_found: [404, 'This job is no longer in this queue or state.'],
  model_not_found: [404, 'No app uses this model.'],
  invoice_not_found: [404, 'There is no invoice with this id.'],
  embedding_switch_not_found: [404, 'There is no embedding switch with this id in this app.'],
  embedding_switch_open: [
    409,
    'The app is already switching to another embedding model: see details.switch_id. Confirm, resume or cancel that switch first.',
  ],
  embedding_switch_state: [
    409,
    'The embedding switch is not in a state that allows this. The message names it.',
  ],
  handover_not_found: [404, 'There is no request for a person with this id in this app.'],
  handover_off: [
    409,
    'This app offers no form to ask for a person. An admin can switch it on (panel, Settings).',
  ],
  settings_version_not_found: [404, 'There is no version of the settings with this number in this app.'],
  curated_answer_not_found: [404, 'There is no curated answer with this id in this app.'],
  evaluation_set_not_found: [404, 'There is no evaluation set with this id in this app.'],
  evaluation_question_not_found: [404, 'There is no question with this id in this evaluation set.'],
  evaluation_run_not_found: [404, 'There is no evaluation run with this id in this app.'],
  evaluation_run_state: [409, 'The evaluation run is not in a state that allows this. The message names it.'],
  evaluation_gate: [
    409,
    'Evaluation sets warn of this change: see details.sets. Evaluate it first, or send it with despite_evaluation.',
  ],
  key_not_found: [404, 'There is no key with this id in this app.'],
  message_not_found: [404, 'There is no answer with this id in this app.'],
  erasure_not_found: [404, 'There is no erasure with this id in this app.'],
  export_not_found: [
    404,
    'There is no export with this id in this app, or an erasure removed it. Request a new one.',
  ],
  webhook_not_found: [404, 'There is no webhook endpoint with this id in this app.'],
  delivery_not_found: [404, 'There is no delivery with this id in this app.'],
  workspace_not_found: [404, 'There is no workspace with this id.'],
  workspace_erased: [409, 'The workspace was erased, so nothing about it can change. Create a new one.'],
  workspace_archived: [400, 'The workspace is archived. Restore it first.'],
  legal_hold: [
    409,
    'This app is on legal hold. Nothing can be deleted until an admin lifts it (panel, Privacy).',
  ],
  document_exists: [
    409,
    'Another document in this app has identical content: see details.document_id. Delete one of them first.',
  ],
  export_expired: [410, 'The link has expired and the file was deleted. Request a new export.'],
  method_not_allowed: [405, 'This route does not support this method.'],
  request_timeout: [408, 'The request did not arrive in time. Send it again; split large files.'],
  idempotency_key_in_use: [
    409,
    'The first request with this Idempotency-Key is still running. Try again in a moment.',
  ],
  answer_not_resumable: [
    409,
    'The answer was not started with "resumable": true, so its events were not stored.',
  ],
  answer_erased: [410, 'The answer quoted a document that was erased, so its text was removed.'],
  idempotency_key_reused: [
    422,
    'This Idempotency-Key was already used for a different request. Use a new one.',
  ],
  payload_too_large: [413, 'The request or file is too large for this server.'],
  headers_too_large: [431, 'Path, query and headers together are larger than 16 kB.'],
  unsupported_media_type: [415, 'This type of file or body is not supported.'],
  invalid_credentials: [401, 'Wrong e-mail address or password.'],
  too_many_attempts: [429, 'Too many failed attempts. Wait before you try again.'],
  quota_exceeded: [
    429,
    'A quota, budget or token limit is used up. The message says which, and until when. Retrying does not help.',
  ],
  not_signed_in: [401, 'You have been signed out. Sign in again.'],
  missing_role: [403, 'Your role does not allow this. The message names the role you need.'],
  wrong_password: [400, 'The current password is not correct.'],
  wrong_code: [400, 'The code is wrong, expired, or was already used. Enter the code shown now.'],
  totp_state: [409, 'Two-step sign-in was changed in the meantime. Reload the page.'],
  invitation_not_found: [
    404,
    'This invitation does not exist, was already used, or has expired. Ask for a new one.',
  ],
  reset_not_found: [404, 'This link does not exist, was already used, or has expired. Ask for a new one.'],
  mail_not_set_up: [
    409,
    'This installation sends no mail. Run npm run admin:recover -- E-MAIL on the server, or ask whoever operates it.',
  ],
  oidc_not_set_up: [409, 'This installation has no OpenID provider. Sign in with your password.'],
  oidc_failed: [
    401,
    'The sign-in at the provider did not succeed. Try again, or sign in with your password.',
  ],
  oidc_refused: [403, 'Your account at the provider may not sign in here. Ask an owner of the team.'],
  admin_not_found: [404, 'There is no team member with this id.'],
  admin_exists: [409, 'Someone with this e-mail address is already in the team.'],
  app_key_rotating: [
    409,
    "The app's data key is already being rotated. See the System page for its progress.",
  ],
  last_owner: [409, 'The team needs at least one owner. Make someone else an owner first.'],
  rate_limited: [429, 'Too many requests. Wait for the number of seconds in Retry-After.'],
  internal_error: [500, 'Something went wrong on the server. Use the request_id to find it in the log.'],
  model_failed: [502, 'The model server refused or interrupted the call.'],
  model_unavailable: [503, 'The model server cannot be reached or is overloaded. Try again.'],
  model_timeout: [504, 'The model server did not respond in time.'],
  storage_full: [
    507,
    'The disk of the server is full, so nothing can be stored. The operator has to free space. Try again later.',
  ],
  storage_unavailable: [503, 'The file store cannot be reached at the moment. Try again.'],
  payment_unavailable: [503, 'The payment provider cannot be reached. It is asked again.'],
  database_unavailable: [503, 'The database cannot be reached at the moment. Try again.'],
  server_stopping: [503, 'The server is stopping or restarting. Try again.'],
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
