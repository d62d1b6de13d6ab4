/**
 * What a process gets from the one that tests it: where programs are, and the compiled code of those before it. Without that,
 * compiling the service is a third of what its start computes.
 */
export const cleanEnvironment = (): Record<string, string | undefined> => {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE };
};
