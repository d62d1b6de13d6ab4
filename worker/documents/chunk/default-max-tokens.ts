/**
 * A paragraph of 300 words stays in one chunk and is quoted as a whole. In a file of its own, because what counts tokens
 * has tables of 60 MB.
 */
export const DEFAULT_MAX_TOKENS = 400;
