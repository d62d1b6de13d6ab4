import type { Request } from 'express';

/** The parameters of an operation's own path; the panel has it below the path of an app. */
export const pathParameters = (path: string, { params }: Request): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).filter(([name]) => path.includes(`{${name}}`)));
