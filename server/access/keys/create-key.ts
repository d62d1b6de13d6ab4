import type { CreateKey } from '../../../shared/contract/index.ts';
import type { AppCall } from '../../call.ts';
import { newSecret } from './secret.ts';
import { insertKey } from './insert-key.ts';
import { toKey } from './to-key.ts';

/** Creates a key. The secret is only in the response: a keyed hash is stored. */
export async function createKey(call: AppCall, input: CreateKey) {
  const secret = newSecret(input.kind);
  const row = await insertKey(call, call.db, call.app.appId, input, secret);
  return { key: toKey(row), secret };
}
