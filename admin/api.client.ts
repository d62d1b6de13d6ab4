// The router for the browser, for streams and live data; loaders and actions use api.server.ts.
import { TRPCClientError, createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import type { PanelRouter } from '../server/transport/trpc/router.ts';

export const api = createTRPCClient<PanelRouter>({ links: [httpBatchStreamLink({ url: '/admin/api' })] });

type Issue = { path: (string | number)[]; message: string };

export const LOST = 'The connection to the server was lost.';

/**
 * The message for a failed call. If the login has ended, goes to the login page. A stream that breaks off has an error
 * of the browser's own, in words of its own.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof TRPCClientError)) return LOST;
  const data = error.data as { docent?: string; httpStatus?: number; issues?: Issue[] } | undefined;
  if (data?.docent === 'not_signed_in') window.location.reload();
  if (data?.issues) return data.issues.map(({ path, message }) => `${path.at(-1)} ${message}`).join('; ');
  return data ? error.message : LOST;
}
