import type { AppCall, PersonCall } from '../../call.ts';
import type { Action } from './note-action.ts';

/** The part of a call that the audit log records: who, from where, in which app. */
export function actionOf(call: PersonCall | AppCall, action: string, input: unknown): Action {
  const { actor, requestId, client } = call;
  const who =
    actor.kind === 'admin'
      ? { actor_kind: 'admin' as const, actor_id: actor.adminId, actor_label: actor.email }
      : actor.kind === 'key'
        ? { actor_kind: 'key' as const, actor_id: actor.keyId }
        : { actor_kind: actor.kind === 'link' ? ('link' as const) : ('command' as const) };
  return {
    ...who,
    action,
    input,
    appId: 'app' in call ? call.app.appId : undefined,
    workspaceId: 'app' in call ? call.app.workspaceId : undefined,
    requestId,
    ip: client.ip || undefined,
  };
}
