import type { AppCall } from '../../call.ts';

/** Whether ids of end users can be signed for publishable keys. */
export const getIdentity = ({ app }: AppCall) => ({ enabled: app.identitySecretVersion > 0 });
