/**
 * Files whose statements name no app, so that every machine of a distributed database is asked, and why. A request of an app
 * has none of them.
 */
export const ASKS_ALL_MACHINES: Record<string, string> = {};
