import type { FailureKind } from "@optspec/schema";

/** What kind of failure it was. */
export type PortErrorKind = FailureKind;

/** A failure of a port, as opposed to a wrong number; the message says what was expected and what came. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly kind: PortErrorKind;

  constructor(kind: PortErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
