// What server/transport/panel/mount.ts hands to every loader and action.
import type { createCaller } from '../server/transport/trpc/router.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** The tRPC router, called in process as the signed-in admin. */
    api: ReturnType<typeof createCaller>;
    /** Whether the panel is reached by https, so that cookies must be Secure. */
    secure: boolean;
    /** Of this request's Content-Security-Policy; in development there is none. */
    nonce: string | undefined;
    /** Writes what a page failed of to the log. */
    report(error: unknown): void;
  }
  interface Future {
    v3_singleFetch: true;
  }
}
