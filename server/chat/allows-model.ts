import type { App } from '../../shared/tenancy/app.ts';

/** Whether requests with a secret key may name this model: the app's own, or one on its list. */
export const allowsModel = ({ chatModel, allowedModels }: App, model: string): boolean =>
  model === chatModel || allowedModels.some((allowed) => fits(allowed, model));

const fits = (allowed: string, model: string) =>
  allowed.endsWith('*') ? model.startsWith(allowed.slice(0, -1)) : model === allowed;
