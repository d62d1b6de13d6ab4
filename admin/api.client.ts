// The router for the browser, for streams and live data; loaders and actions use api.server.ts.
import { TRPCClientError, createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import type { PanelRouter } from '../server/transport/trpc/router.ts';

export const api = createTRPCClient<PanelRouter>({ links: [httpBatchStreamLink({ url: '/admin/api' })] });

type Issue = { path: (string | number)[]; message: string };

/** The message for a failed call. If the login has ended, goes to the login page. */
export function messageOf(error: unknown): string {
  if (!(error instanceof TRPCClientError)) return 'Something went wrong in the browser.';
  const data = error.data as { docent?: string; httpStatus?: number; issues?: Issue[] } | undefined;
  if (data?.docent === 'not_signed_in') window.location.reload();
  if (data?.issues) return data.issues.map(({ path, message }) => `${path.at(-1)} ${message}`).join('; ');
  return data ? error.message : 'The connection to the server was lost.';
}
