import type { AppCall } from '../../call.ts';
import { listKeys } from '../../access/keys/list-keys.ts';
import { asksForLocalNetwork } from './asks-for-local-network.ts';
import { getWidget } from './get-widget.ts';

/** Data for the editor: the settings, the script's address, and the publishable keys. */
export async function editWidget(call: AppCall) {
  const [{ widget }, { keys }] = await Promise.all([getWidget(call), listKeys(call)]);
  const now = Date.now();
  return {
    widget,
    public_url: call.config.publicUrl,
    keys: keys
      .filter(
        ({ kind, revoked_at, expires_at }) =>
          kind === 'publishable' && !revoked_at && (!expires_at || Date.parse(expires_at) > now),
      )
      .map((key) => ({
        ...key,
        asks_for_local_network: asksForLocalNetwork(call.config.publicUrl, key.allowed_origins),
      })),
  };
}
