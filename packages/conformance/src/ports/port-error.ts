/**
 * What kind of failure it was: the port `start`s not at all, gives no answer in time, ends during a case, breaks the
 * protocol, or answers with something that is no reply to the request.
 */
export type PortErrorKind = "start" | "timeout" | "crash" | "protocol" | "reply";

/** A failure of a port, as opposed to a wrong number; the message says what was expected and what came. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly kind: PortErrorKind;

  constructor(kind: PortErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
