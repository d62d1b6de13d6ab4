import type { AppLoadContext } from '@remix-run/node';
import { TRPCError } from '@trpc/server';
import { fittingMessages } from './fitting-messages.ts';
import type { Stored } from './use-conversation.ts';

/** The last messages of a conversation; null if there is none of this id (it may have been erased). */
export async function readStored(
  api: AppLoadContext['api'],
  app_id: string,
  session_id: string | null,
): Promise<Stored> {
  if (!session_id) return null;
  try {
    return fittingMessages(await api.sessions.get({ app_id, session_id })).session;
  } catch (error) {
    if (error instanceof TRPCError && ['NOT_FOUND', 'BAD_REQUEST'].includes(error.code)) return null;
    throw error;
  }
}
