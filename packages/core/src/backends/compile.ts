import { printExpression } from "../language/print.ts";
import type { Program } from "../language/syntax.ts";
import { type Code, lower } from "./lower.ts";
import type { Reductions } from "./reductions.ts";

/** What an optimizer runs of a program. The build puts it in the place of the built-in rules' texts. */
export interface Compiled {
  /** What it was compiled from. */
  readonly program: Program;
  readonly code: Code;
  /** The assignments in canonical form. */
  readonly lines: readonly string[];
  /** What computes layers and rows; a program without them carries none of its code. */
  readonly reductions?: Reductions;
}

/**
 * Compiles a checked program.
 * @param reductions - what computes layers and rows, for a program that has them.
 */
export function compile(program: Program, reductions: Reductions | undefined): Compiled {
  const code = lower(program);
  return {
    program,
    code,
    ...(code.slices.length > 0 && reductions && { reductions }),
    lines: program.assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`),
  };
}
