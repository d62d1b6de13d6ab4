const NODE_OPTIONS = `--import=${new URL('leave-unoptimized.js', import.meta.url)}`;

/** What a process gets from the one that tests it: where programs are, and compiled code. */
export const cleanEnvironment = (): Record<string, string | undefined> => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS };
};
