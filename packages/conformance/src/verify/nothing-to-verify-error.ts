/** Nothing was run: the options leave no case of what the port claims. */
export class NothingToVerifyError extends Error {
  override readonly name = "NothingToVerifyError";
}
