import { expect, test } from "vitest";
import { formatDuration, formatNumber, formatRatio, formatUlp } from "../../src/report/format.ts";

test.each([
  [0, "0"],
  [35, "35"],
  [9999, "9999"],
  [123456, "1.2e+5"],
  [2183570448, "2.2e+9"],
  [Number.POSITIVE_INFINITY, "∞"],
])("%d ULP is written %s", (ulp, text) => {
  expect(formatUlp(ulp)).toBe(text);
});

test.each([
  [0, "0"],
  [1e-9, "<0.01"],
  [0.7349, "0.73"],
  [0.99999, "<1"],
  [1, "1"],
  [1 + Number.EPSILON, ">1"],
  [1.29, "1.29"],
  [107.7, "108"],
  [9999.7, "1.0e+4"],
  [4.5e6, "4.5e+6"],
  [Number.POSITIVE_INFINITY, "∞"],
])("the ratio %d is written %s", (ratio, text) => {
  expect(formatRatio(ratio)).toBe(text);
});

test.each([
  [Math.fround(0.1), "f32", "0.1"],
  [Math.fround(1 / 3), "f32", "0.33333334"],
  [0.1, "f64", "0.1"],
  [Math.fround(0.1), "f64", "0.10000000149011612"],
  [-0, "f32", "-0"],
  [2 ** -149, "f32", "1e-45"],
  [Number.NaN, "f32", "NaN"],
  [Number.NEGATIVE_INFINITY, "f64", "-Infinity"],
] as const)("%d in %s is written %s", (x, dtype, text) => {
  expect(formatNumber(x, dtype)).toBe(text);
});

test("every binary32 number reads back as itself", () => {
  for (let i = 0, x = 1; i < 2000; i++, x = Math.fround(x * 1.0837))
    expect(Math.fround(Number(formatNumber(x, "f32")))).toBe(x);
});

test("durations", () => {
  expect(formatDuration(84.6)).toBe("85 ms");
  expect(formatDuration(1234)).toBe("1.2 s");
});
