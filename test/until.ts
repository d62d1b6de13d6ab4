/** Waits until a condition holds. @throws after 100 seconds, more than a busy machine needs, naming what was waited for */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 100_000,
): Promise<T> {
  const began = Date.now();
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() - began > withinMs) throw new Error(`waited in vain for ${what}`);
    // Soon at first, then less often: who looks takes time from what is waited for.
    await new Promise((resolve) => setTimeout(resolve, Math.min(200, 10 + (Date.now() - began) / 10)));
  }
}
