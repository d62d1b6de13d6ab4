/** Does something with each item, several at once. Ends with the first error, when none is under way any more. */
export async function eachAtOnce<T>(
  most: number,
  items: Iterator<T> | AsyncIterator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  const lane = async () => {
    try {
      while (errors.length === 0) {
        const { done, value } = await items.next();
        if (done) return;
        await work(value);
      }
    } catch (error) {
      errors.push(error);
    }
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (errors.length > 0) throw errors[0];
}
