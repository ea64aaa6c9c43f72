import { readFileSync } from "node:fs";
import { scheduleValue, valueAfter } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { divide, fromNumber, multiply, negate, toFormat } from "../../src/exact/big-float.ts";
import { pi } from "../../src/oracle/schedules.ts";

const page = readFileSync(new URL("../../../../spec/schedules.md", import.meta.url), "utf8");
const coefficients = [...page.matchAll(/^\| (\d) \| (-?[\d.e-]+) \|$/gm)].map(([, j, value]) => {
  expect(Number(j)).toBeLessThan(9);
  return Number(value);
});

describe("spec/schedules.md", () => {
  it("its coefficients are those of the sine, each rounded once", () => {
    let exact = pi;
    const expected = Array.from({ length: 9 }, (_, j) => {
      const rounded = toFormat(exact, "f64");
      const next = negate(multiply(multiply(exact, pi), pi));
      exact = divide(next, fromNumber((2 * j + 2) * (2 * j + 3)), 300);
      return rounded;
    });
    expect(coefficients).toEqual(expected);
  });

  /** The page's algorithm, word for word. */
  function share(k: number, n: number): number {
    const late = 2 * k > n;
    const u = (late ? n - k : k) / (2 * n);
    const w = u * u;
    let s = coefficients[8]!;
    for (const j of [7, 6, 5, 4, 3, 2, 1, 0]) s = s * w + coefficients[j]!;
    s = u * s;
    return late ? s * s : 1 - s * s;
  }

  it("its cosine is the one that is computed, bit for bit", () => {
    for (const steps of [1, 2, 3, 7, 100, 1009, 2 ** 40]) {
      const cosine = { kind: "cosine", from: 1, to: 0, steps } as const;
      const stride = Math.max(1, Math.floor(steps / 500));
      for (let k = 0; k <= steps; k += stride) expect(scheduleValue(cosine, k + 1)).toBe(share(k, steps));
    }
  });

  // The last coefficients show in one value of ten thousand, most near the middle.
  it("nor does any of many values differ", () => {
    const steps = 400_001;
    const cosine = { kind: "cosine", from: 1, to: 0, steps } as const;
    for (let k = 50_000; k <= 350_000; k++)
      if (valueAfter(cosine, k) !== share(k, steps)) expect.unreachable(`k = ${k}`);
  });

  const examples = [...page.matchAll(/^\| `(\{.+\})` \| (\d+) \| (\S+) \|$/gm)];
  it("has examples", () => {
    expect(examples.length).toBeGreaterThan(15);
  });
  it.each(
    examples.map(([, schedule, t, value]) => ({ schedule: schedule!, t: Number(t), value: Number(value) })),
  )("$schedule at $t is $value", ({ schedule, t, value }) => {
    expect(scheduleValue(JSON.parse(schedule), t)).toBe(value);
  });
});
