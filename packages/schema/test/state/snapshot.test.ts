import { adam, createOptimizer, defineRule, type Snapshot } from "@optspec/core";
import { expect, test } from "vitest";
import { decodeSnapshot, encodeSnapshot, SnapshotError } from "../../src/index.ts";
import { sampleSnapshot, sampleSnapshotJson, throughText } from "../support/samples.ts";

for (const dtype of ["f32", "f64"] as const) {
  test(`${dtype}: a snapshot comes back as it was`, () => {
    const snapshot = sampleSnapshot(dtype);
    expect(decodeSnapshot(throughText(encodeSnapshot(snapshot)))).toEqual(snapshot);
  });

  test(`${dtype}: N + M steps are N steps, save, load, M steps`, () => {
    const Numbers = dtype === "f32" ? Float32Array : Float64Array;
    const start = () => createOptimizer(adam, { lr: 0.01 }, { w: Numbers.from([1, -2, 0.1]) });
    const step = (optimizer: ReturnType<typeof start>) => {
      optimizer.grads.w.set(optimizer.params.w.map((value) => value * 0.7 + 0.1));
      optimizer.step();
    };
    const straight = start();
    for (let k = 0; k < 7; k++) step(straight);
    const first = start();
    for (let k = 0; k < 3; k++) step(first);
    const second = start();
    second.restore(decodeSnapshot(throughText(encodeSnapshot(first.snapshot()))));
    for (let k = 0; k < 4; k++) step(second);
    expect(second.snapshot()).toEqual(straight.snapshot());
  });
}

test("scalars that are not finite come back", () => {
  const rule = defineRule(`rule demo
hyper lr = 1 in [0, inf)
scalar p = -0

p = p*2
theta = theta - lr*p*g
`);
  const snapshot = createOptimizer(rule, { lr: -0 }, { w: new Float64Array(1) }).snapshot();
  for (const p of [-0, Number.NaN, Infinity, -Infinity, 5e-324]) {
    const group = { ...snapshot.groups.default!, scalars: { p } };
    const changed: Snapshot = { ...snapshot, groups: { default: group } };
    expect(decodeSnapshot(throughText(encodeSnapshot(changed)))).toEqual(changed);
  }
  expect(encodeSnapshot(snapshot).config.lr).toBe("-0");
});

test("parameters may have the names of what every object inherits, but not __proto__", () => {
  const params = { constructor: new Float32Array([1]), toString: new Float32Array([2]) };
  const snapshot = createOptimizer(adam, {}, params).snapshot();
  expect(decodeSnapshot(throughText(encodeSnapshot(snapshot)))).toEqual(snapshot);
  const text = JSON.stringify(encodeSnapshot(snapshot)).replaceAll('"toString"', '"__proto__"');
  expect(() => decodeSnapshot(JSON.parse(text))).toThrow(
    /^snapshot\.params: expected names other than __proto__, got "__proto__"$/m,
  );
  expect(({} as Record<string, unknown>).rule).toBe(undefined);
});

const json = sampleSnapshotJson("f32");
const refused: [unknown, string][] = [
  [null, "snapshot: expected a snapshot, got null"],
  ["{}", 'snapshot: expected a snapshot, got "{}"'],
  [{ ...json, dtype: "f16" }, 'snapshot.dtype: expected "f32" or "f64", got "f16"'],
  [{ ...json, dtype: "f64" }, "accepted"],
  [{ ...json, t: 1.5 }, "snapshot.t: expected a whole number >= 0, got 1.5"],
  [{ ...json, t: 2 ** 53 }, "snapshot.t: expected a whole number >= 0, got 9007199254740992"],
  [{ ...json, skipped: -1 }, "snapshot.skipped: expected a whole number >= 0, got -1"],
  [
    { ...json, dtpye: 3 },
    'snapshot: expected only rule, program, dtype, t, skipped, config, groups, shapes, params and state, got "dtpye"; did you mean dtype?',
  ],
  [{ ...json, config: { lr: "NaN" } }, 'snapshot.config.lr: expected a finite number or "-0", got "NaN"'],
  [{ ...json, params: {} }, "snapshot.params: expected at least one parameter, got none"],
  [
    { ...json, params: { ...json.params, w: [1, 0.1, 2] } },
    "snapshot.params.w[1]: expected a binary32 number, got 0.1",
  ],
  [{ ...json, params: { ...json.params, w: [1, 2] } }, "snapshot.state.w.s: expected length 2, got 3"],
  [{ ...json, state: { w: json.state.w } }, 'snapshot.state: expected "b", got none'],
  [{ ...json, state: { ...json.state, c: {} } }, 'snapshot.state: expected w and b, got "c"'],
  [
    { ...json, state: { ...json.state, b: { s: json.state.b!.s } } },
    'snapshot.state.b: expected "r", got none',
  ],
  [{ ...json, groups: {} }, "snapshot.groups: expected the group default, got none"],
  [
    { ...json, groups: { ...json.groups, biases: { ...json.groups.biases, params: [] } } },
    'snapshot.groups: expected every parameter in a group, got "b" in none',
  ],
  [
    { ...json, groups: { ...json.groups, biases: { ...json.groups.biases, params: ["b", "w"] } } },
    'snapshot.groups.biases.params[1]: expected each parameter once, got "w" again',
  ],
  [
    { ...json, groups: { ...json.groups, biases: { ...json.groups.biases, params: ["b", "c"] } } },
    'snapshot.groups.biases.params[1]: expected the name of a parameter, got "c"',
  ],
  [
    { ...json, groups: { ...json.groups, biases: { ...json.groups.biases, config: { lrr: 1 } } } },
    'snapshot.groups.biases.config: expected names of the config, got "lrr"',
  ],
  [
    { ...json, [`${"x".repeat(1e5)}`]: 1 },
    'snapshot: expected only rule, program, dtype, t, skipped, config, groups, shapes, params and state, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (100000 characters)',
  ],
];

for (const [input, message] of refused)
  test(message, () => {
    const outcome = () => {
      try {
        decodeSnapshot(input);
        return "accepted";
      } catch (error) {
        expect(error).toBeInstanceOf(SnapshotError);
        return (error as Error).message;
      }
    };
    expect(outcome()).toBe(message);
  });

test("issues carry their paths", () => {
  try {
    decodeSnapshot({ ...json, t: -1, state: { w: { s: [1, 2, "x"] } } });
    throw new Error("accepted");
  } catch (error) {
    expect((error as SnapshotError).name).toBe("SnapshotError");
    expect((error as SnapshotError).issues.map(({ path }) => path)).toEqual([["t"], ["state", "w", "s", 2]]);
  }
});

test("nothing is encoded that could not be decoded", () => {
  const snapshot = sampleSnapshot("f32");
  const broken: unknown[] = [
    null,
    new Map(),
    { ...snapshot, dtype: "f64" },
    { ...snapshot, params: { ...snapshot.params, w: new Float64Array(3) } },
    { ...snapshot, params: { ...snapshot.params, w: [1, 2, 3] } },
    { ...snapshot, params: { ...snapshot.params, w: new Float32Array(2) } },
    { ...snapshot, config: { lr: Number.NaN } },
    { ...snapshot, config: { lr: "1" } },
    { ...snapshot, t: -1 },
    { ...snapshot, rule: "" },
    { ...snapshot, program: "theta = theta" },
    { ...snapshot, state: undefined },
    { ...snapshot, groups: { default: null } },
  ];
  for (const value of broken) expect(() => encodeSnapshot(value as Snapshot)).toThrow(SnapshotError);
});

test("large and deep inputs give few issues", () => {
  const many = Object.fromEntries(Array.from({ length: 3e5 }, (_, index) => [`p${index}`, "x"]));
  const deep = JSON.parse(`${"[".repeat(1e5)}${"]".repeat(1e5)}`);
  for (const input of [
    { ...json, params: many, state: many },
    { ...json, program: Array<number>(1e6).fill(1) },
    { ...json, params: { w: Array<string>(1e6).fill("x") } },
    { ...json, params: deep, state: { w: deep } },
    { ...json, groups: many, config: many },
    deep,
    many,
  ]) {
    const issues = () => {
      try {
        decodeSnapshot(input);
        return 0;
      } catch (error) {
        return (error as SnapshotError).issues.length;
      }
    };
    expect(issues()).toBeGreaterThan(0);
    expect(issues()).toBeLessThan(12);
  }
});
