// What server/panel/mount.ts hands to every loader and action.
import type { createCaller } from '../server/trpc/router.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** The tRPC router, called in process as the signed-in admin. */
    api: ReturnType<typeof createCaller>;
    /** Whether the panel is reached by https, so that cookies must be Secure. */
    secure: boolean;
  }
  interface Future {
    v3_singleFetch: true;
  }
}
