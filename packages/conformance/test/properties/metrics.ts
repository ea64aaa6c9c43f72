import { expect } from "vitest";
import { absolute, add, type BigFloat, compare, subtract, zero } from "../../src/exact/big-float.ts";
import type { Exact } from "../../src/exact/evaluate.ts";

/** 2^−200 is below 10^−60. */
const sixtyDigits = 200;

/**
 * Expects two θ trajectories to agree to sixty digits of what has been added up: |θ₀| and the updates so far. A
 * difference relative to θ itself would ask for more where θ has cancelled.
 */
export function expectSixtyDigits(
  start: BigFloat,
  actual: readonly Exact[],
  expected: readonly Exact[],
): void {
  expect(actual.length).toBe(expected.length);
  let scale = absolute(start);
  let previous = start;
  expected.forEach((value, index) => {
    const other = actual[index];
    expect(other === undefined, `θ of update ${index + 1} is undefined in one of two`).toBe(
      value === undefined,
    );
    if (value === undefined || other === undefined) return;
    scale = add(scale, absolute(subtract(value, previous)));
    previous = value;
    const tolerance = { mantissa: scale.mantissa, exponent: scale.exponent - sixtyDigits };
    expectNear(other, value, scale.mantissa === 0n ? zero : tolerance, `θ of update ${index + 1}`);
  });
}

/** Expects |actual − expected| ≤ tolerance. */
export function expectNear(actual: BigFloat, expected: BigFloat, tolerance: BigFloat, what: string): void {
  const error = absolute(subtract(actual, expected));
  expect(compare(error, tolerance), `${what} is off`).not.toBe(1);
}
