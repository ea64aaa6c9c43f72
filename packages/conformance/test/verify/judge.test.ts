import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { expectationOf } from "../../src/cases/expectation.ts";
import { loadFixtures } from "../../src/cases/fixtures.ts";
import type { RunReply } from "../../src/ports/port.ts";
import { judge } from "../../src/verify/judge.ts";

const fixture = loadFixtures("adam", "f32").find(({ id }) => id === "adam-ordinary-gradients-f32")!;

interface Editable {
  steps: { params: Record<string, unknown[]>; state?: Record<string, Record<string, unknown[]>> }[];
}

/** The reply of a port that computes every bit as specified. */
function perfect(): Editable {
  return structuredClone({
    steps: fixture.expected.map(({ params, state }) => ({
      params: Object.fromEntries(
        Object.entries(params).map(([name, { algorithm }]) => [name, [...algorithm]]),
      ),
      state: Object.fromEntries(
        Object.entries(state).map(([name, slots]) => [
          name,
          Object.fromEntries(Object.entries(slots).map(([slot, { algorithm }]) => [slot, [...algorithm]])),
        ]),
      ),
    })),
  });
}

function judged(edit: (reply: Editable) => unknown): ReturnType<typeof judge> {
  const reply = perfect();
  const edited = edit(reply);
  return judge(fixture, fixture.expected, (edited === undefined ? reply : edited) as RunReply);
}

function next(x: unknown, count = 1): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x as number);
  view.setUint32(0, view.getUint32(0) + count);
  return view.getFloat32(0);
}

describe("verdicts", () => {
  it("exact: every bit", () => {
    expect(judged(() => undefined)).toMatchObject({ verdict: "exact", judged: 144, notJudged: 0 });
  });

  it("within bound: one bit off", () => {
    const result = judged(({ steps }) => {
      steps[2]!.params.w![1] = next(steps[2]!.params.w![1]);
    });
    expect(result.verdict).toBe("within bound");
    expect(result.worstRatio).toBeLessThanOrEqual(1);
  });

  it("deviates: the first number outside its bound, with where, what and how far", () => {
    const result = judged(({ steps }) => {
      steps[4]!.params.w![3] = next(steps[4]!.params.w![3], 100);
      steps[3]!.state!.w!.r![2] = next(steps[3]!.state!.w!.r![2], 1000);
    });
    expect(result).toMatchObject({
      verdict: "deviates",
      deviation: { step: 4, quantity: "r", param: "w", index: 2, requirement: "ADAM-2" },
    });
    expect(result.deviation!.ulp).toBeGreaterThan(990);
    expect(result.deviation!.ratio).toBeGreaterThan(1);
  });

  it("the bound is the last number that passes", () => {
    const { value, bound } = fixture.expected[5]!.params.w!;
    const limit = Math.fround(value[0]! + bound[0]!);
    const inside = limit - value[0]! <= bound[0]! ? limit : next(limit, limit > 0 ? -1 : 1);
    const set = (x: number) => judged(({ steps }) => void Reflect.set(steps[5]!.params.w!, 0, x)).verdict;
    expect(set(inside)).toBe("within bound");
    expect(set(next(inside, inside > 0 ? 1 : -1))).toBe("deviates");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%d for a finite number deviates",
    (x) => {
      const result = judged(({ steps }) => void Reflect.set(steps[0]!.params.w!, 0, x));
      expect(result).toMatchObject({ verdict: "deviates", worstRatio: Number.POSITIVE_INFINITY });
    },
  );

  it("a port without state is judged by its parameters", () => {
    const result = judged(({ steps }) => {
      for (const step of steps) delete step.state;
    });
    expect(result).toMatchObject({ verdict: "exact", judged: 48 });
  });

  it("typed arrays are numbers", () => {
    const result = judged(({ steps }) => ({
      steps: steps.map(({ params }) => ({ params: { w: Float32Array.from(params.w as number[]) } })),
    }));
    expect(result.verdict).toBe("exact");
  });
});

describe("replies of another shape are the port's error", () => {
  it.each<[string, (reply: Editable) => unknown, string]>([
    ["null", () => null, "expected a reply object, got null"],
    ["a string", () => "done", "expected a reply object, got done"],
    ["no steps", () => ({}), "steps: expected 12, got undefined"],
    ["too few steps", ({ steps }) => void steps.pop(), "steps: expected 12, got 11"],
    [
      "no params",
      ({ steps }) => void delete (steps[0] as { params?: unknown }).params,
      "step 1, theta of w: expected numbers, got none",
    ],
    [
      "a null step",
      (reply) => void Reflect.set(reply.steps, 3, null),
      "step 4, theta of w: expected numbers, got none",
    ],
    [
      "a missing tensor",
      ({ steps }) => void delete steps[1]!.params.w,
      "step 2, theta of w: expected numbers, got none",
    ],
    [
      "a short tensor",
      ({ steps }) => void steps[1]!.params.w!.pop(),
      "step 2, theta of w: expected 4 numbers, got 3",
    ],
    [
      "a string among numbers",
      ({ steps }) => void Reflect.set(steps[1]!.params.w!, 2, "1"),
      "step 2, theta of w[2]: expected a number, got string",
    ],
    [
      "binary64 for binary32",
      ({ steps }) => void Reflect.set(steps[1]!.params.w!, 2, 0.1),
      "step 2, theta of w[2]: expected a binary32 number, got 0.1",
    ],
    [
      "a missing slot",
      ({ steps }) => void delete steps[0]!.state!.w!.s,
      "step 1, s of s: expected numbers, got none",
    ],
  ])("%s", (_, edit, reason) => {
    expect(judged(edit)).toMatchObject({ verdict: "error", reason, judged: 0 });
  });

  it("skipped and error replies are passed on", () => {
    expect(judged(() => ({ skipped: "no betas" }))).toMatchObject({ verdict: "skipped", reason: "no betas" });
    expect(judged(() => ({ error: "out of memory" }))).toMatchObject({
      verdict: "error",
      reason: "out of memory",
    });
  });
});

describe("numbers that no port can be held to", () => {
  const huge = { ...fixture, params: { w: { shape: [1], data: [1] } }, steps: [{ grads: { w: [3e38] } }] };
  const expectation = expectationOf(rules.adam, huge);

  it("are counted, and a case of them alone is skipped", () => {
    const result = judge(huge, expectation, { steps: [{ params: { w: [Number.NaN] } }] });
    expect(result).toMatchObject({ judged: 0, notJudged: 1, verdict: "skipped" });
  });
});
