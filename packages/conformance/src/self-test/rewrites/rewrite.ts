import type { Program } from "@optspec/core";
import type { RunRequest } from "../../ports/port.ts";
import type { SimulatedPort } from "../simulate.ts";

/** An honest port: the same function over the reals, in another order of operations or another honest arithmetic. */
export interface Rewrite {
  /** rule/form/mode; the same every time. */
  readonly id: string;
  readonly rule: string;
  /** The order of operations: proved to equal the rule's program (`areEquivalent`). */
  readonly program: Program;
  readonly port: SimulatedPort;
  /** Whether the rewrite is legitimate for what a request asks for. */
  readonly fits: (request: RunRequest) => boolean;
}

/** An order of operations. */
export interface Form {
  readonly name: string;
  readonly program: Program;
}

/** A way to compute a program. */
export interface Mode {
  /** What honest ports do this. */
  readonly title: string;
  /** The port, or undefined where the program offers nothing to do differently. */
  readonly portOf: (program: Program) => SimulatedPort | undefined;
  readonly fits?: Rewrite["fits"];
}
