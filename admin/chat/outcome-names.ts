/** What became of an answer, where that deserves attention. */
export const outcomeNames = { no_context: 'nothing found', failed: 'failed', aborted: 'aborted' } as const;
