import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { requireSignature } from '../access/identity/require-signature.ts';
import { allowsModel } from './allows-model.ts';
import { mostOutputTokens } from './output-limit.ts';
import type { Question } from './question.ts';

/**
 * Refuses what the caller's key may not ask for: docs/keys.md has the table. Everybody who opens a page has its
 * publishable key, so it chooses neither model nor cost, speaks for no system and in nobody's name.
 * @throws secret_key_required, model_not_allowed, invalid_end_user_signature, invalid_request
 */
export function requireAllowed(call: AppCall, input: Question): void {
  const { actor, app } = call;
  if (actor.kind !== 'key') return;
  const { model, end_user_id, end_user_signature } = input;
  const publishable = actor.keyKind === 'publishable';
  if (model !== undefined && model !== app.chatModel) {
    if (publishable) needSecretKey('A publishable key cannot choose the model.', 'model');
    if (!allowsModel(app, model))
      fail(
        'model_not_allowed',
        `This app does not allow the model ${model}. Leave \`model\` out to use ${app.chatModel}, or let an admin add it ` +
          "to the app's list (panel, Settings).",
      );
  }
  if (end_user_signature !== undefined) requireSignature(call, end_user_id, end_user_signature);
  if (!publishable) return;
  if (input.temperature !== undefined)
    needSecretKey('A publishable key cannot choose the temperature.', 'temperature');
  const [picked] = Object.keys(input.sampling ?? {});
  if (picked) needSecretKey(`A publishable key cannot choose ${picked}.`, picked);
  const most = mostOutputTokens(call);
  if (input.max_output_tokens !== undefined && input.max_output_tokens > most)
    needSecretKey(`With a publishable key an answer has at most ${most} tokens.`, 'max_output_tokens');
  const foreign = input.history?.find(({ role }) => role !== 'user');
  if (foreign)
    needSecretKey(
      `A publishable key can send messages of the role user only, not ${foreign.role}. To continue a conversation, ` +
        'send its session_id with the header X-Session-Secret.',
      'messages',
    );
  if (end_user_id !== undefined && end_user_signature === undefined)
    needSecretKey(
      'With a publishable key, end_user_id needs end_user_signature, which your server makes.',
      'end_user_id',
    );
}

const needSecretKey = (message: string, field: string): never =>
  fail('secret_key_required', `${message} Leave \`${field}\` out, or use a secret key on your server.`, {
    field,
  });
