import { parseResults } from "@optspec/schema";
import { describe, expect, it } from "vitest";
import type { VerifyResult } from "../../src/verify/result.ts";
import { tracer } from "../../src/verify/trace.ts";
import { verify } from "../../src/verify/verify.ts";
import { profilePort } from "../verify/ports.ts";
import { deviating, everything, known, resultOf } from "./samples.ts";

describe("tracer", () => {
  it("keeps the worst of each update, and the bound of the number that is farthest off", () => {
    const { note, trace } = tracer("f64");
    note(1, { value: 1, ulp: 2, bound: 3 * 2 ** -52, ratio: 0.5 });
    note(1, { value: 1, ulp: 9, bound: 100 * 2 ** -52, ratio: 0.09 });
    note(3, { value: 4, ulp: 12345, bound: 2 ** -50, ratio: 12345 });
    expect(trace).toEqual({ ulp: [9, 0, 12300], bound: [100, 0, 1], ratio: [0.5, 0, 12300] });
  });

  it("never rounds a ratio across 1", () => {
    const { note, trace } = tracer("f32");
    [1 + Number.EPSILON, 1, 1 - Number.EPSILON].forEach((ratio, index) => {
      note(index + 1, { value: 1, ulp: 1, bound: 1, ratio });
    });
    expect(trace.ratio).toEqual([1.01, 1, 0.999]);
  });

  it.each([
    ["f32", 1, 2 ** -23],
    ["f32", -3, 2 ** -22],
    ["f32", 1e-40, 2 ** -149],
    ["f32", 0, 2 ** -149],
    ["f64", 1e-310, 2 ** -1074],
    ["f64", Number.MAX_VALUE, 2 ** 971],
  ] as const)("a bound in %s at %d is counted in its unit", (dtype, value, unit) => {
    const { note, trace } = tracer(dtype);
    note(1, { value, ulp: 0, bound: unit, ratio: 0 });
    expect(trace.bound).toEqual([1]);
  });

  it("an infinite result has no bound to speak of", () => {
    const { note, trace } = tracer("f32");
    note(1, {
      value: Number.POSITIVE_INFINITY,
      ulp: Number.POSITIVE_INFINITY,
      bound: 0,
      ratio: Number.POSITIVE_INFINITY,
    });
    expect(trace).toEqual({ ulp: [Number.POSITIVE_INFINITY], bound: [0], ratio: [Number.POSITIVE_INFINITY] });
  });
});

describe("traces in results", () => {
  it("every judged case has one, whose worst is the case's", async () => {
    const { groups } = await verify(profilePort("pytorch", "adam"), { profile: "normative", cases: 5 });
    const cases = groups.flatMap((group) => group.cases);
    expect(cases.some(({ verdict }) => verdict === "deviates")).toBe(true);
    for (const { judged, trace, worstUlp, worstRatio } of cases) {
      expect(trace !== undefined).toBe(judged > 0);
      if (trace === undefined) continue;
      const close = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 0.01 * Math.abs(b);
      expect(close(Math.max(...trace.ulp), worstUlp)).toBe(true);
      expect(close(Math.max(...trace.ratio), worstRatio)).toBe(true);
    }
  });

  const encoded = (result: VerifyResult): string =>
    JSON.stringify(result, (_, value) => (value === Number.POSITIVE_INFINITY ? "Infinity" : value));

  it("are read back from JSON as they were", () => {
    for (const result of [everything, resultOf([known])])
      expect(parseResults(encoded(result), "r.json")).toEqual([result]);
  });

  it("of unequal lengths are refused", () => {
    const cases = deviating.cases.map((own) => ({ ...own, trace: { ulp: [1], bound: [], ratio: [1] } }));
    expect(() => parseResults(encoded(resultOf([{ ...deviating, cases }])), "r.json")).toThrow(/one length/);
  });
});
