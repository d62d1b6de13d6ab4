// The load context that server/transport/panel/mount.ts passes to every loader and action.
import type { createCaller } from '../server/transport/trpc/router.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** The tRPC router, called in process as the signed-in admin. */
    api: ReturnType<typeof createCaller>;
    /** Whether the panel is served over https, so that cookies must be Secure. */
    secure: boolean;
    /** The addresses from which forms are accepted, where the browser does not say that they are the panel's own. */
    ownOrigins: string[];
    /** The nonce of this request's Content-Security-Policy; none in development. */
    nonce: string | undefined;
    /** Logs an error of a page. */
    report(error: unknown): void;
  }
  interface Future {
    v3_singleFetch: true;
  }
}
