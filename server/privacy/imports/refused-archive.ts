/** Why a ZIP cannot be brought in, in one line for the operator. */
export class RefusedArchive extends Error {
  constructor(why: string) {
    super(`This ZIP cannot be imported: ${why}.`);
  }
}
