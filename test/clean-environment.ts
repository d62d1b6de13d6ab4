/** Compiled code of earlier processes, of this run or another: compiling is a fifth of what a start of the service computes. */
const NODE_COMPILE_CACHE = new URL('../node_modules/.cache/compiled', import.meta.url).pathname;

const NODE_OPTIONS = `--import=${new URL('leave-unoptimized.js', import.meta.url)}`;

/** What a process gets from the one that tests it: where programs are, and compiled code. */
export const cleanEnvironment = (): Record<string, string | undefined> => {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS };
};
