/** What the process's exit code says. */
export const exitCodes = {
  conformant: 0,
  deviates: 1,
  usage: 2,
  port: 3,
  internal: 4,
} as const;

/** Words on the command line that cannot be understood; the message says what was expected. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
