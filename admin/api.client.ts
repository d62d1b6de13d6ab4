// The router from the browser, for what is live or streams; loaders and actions use api.server.ts.
import { TRPCClientError, createTRPCClient, httpBatchStreamLink } from '@trpc/client';
import type { PanelRouter } from '../server/transport/trpc/router.ts';

export const api = createTRPCClient<PanelRouter>({ links: [httpBatchStreamLink({ url: '/admin/api' })] });

/** What to tell of a failed call; an ended session begins again at the login. */
export function told(error: unknown): string {
  if (!(error instanceof TRPCClientError)) return 'The browser could not do this.';
  const data = error.data as { docent?: string; httpStatus?: number } | undefined;
  if (data?.docent === 'not_signed_in') window.location.reload();
  return data ? error.message : 'The connection to the server was lost.';
}
