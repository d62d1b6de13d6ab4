/** The reason why a ZIP cannot be imported, in one line. */
export class RefusedArchive extends Error {
  constructor(why: string) {
    super(`This ZIP cannot be imported: ${why}.`);
  }
}
