import type { Config } from '../../../shared/platform/config.ts';

/** Where the provider sends the browser back to; it must be registered there. */
export const callbackOf = ({ publicUrl }: Config): string => `${publicUrl}/admin/login/oidc/callback`;
