import { createOptimizer, defineRule, type FloatArray, type Optimizer, rules } from "@optspec/core";
import { describe, expect, it, test } from "vitest";
import {
  checkpointOf,
  decodeSnapshot,
  encodeCheckpoint,
  encodeSnapshot,
  loadCheckpoint,
  resumeCheckpoint,
  SnapshotError,
} from "../../src/index.ts";
import { throughText } from "../support/samples.ts";

const rowwise = defineRule(`rule rowwise
hyper lr = 0.5 in [0, inf)
state m = 0

m = 0.5*m + g
theta = theta - lr*m/sqrt(rowsum(m*m))
`);
type Shapes = Readonly<Record<string, readonly number[]>>;
const make = (shapes: Shapes = { w: [2, 3] }): Optimizer =>
  createOptimizer<string, string, string, FloatArray>(
    rowwise,
    {},
    { w: new Float32Array([1, 2, 3, 4, 5, 6]), b: new Float32Array([1, 2]) },
    { shapes },
  );
const step = (optimizer: Optimizer): void => {
  optimizer.step({ w: Float32Array.from([1, -2, 3, 0.5, 0, 1]), b: Float32Array.from([3, 4]) });
};

test("shapes that updates depend on are in the checkpoint, without being asked for", () => {
  const { params } = checkpointOf(make()).manifest;
  expect(params).toEqual([
    { name: "w", shape: [2, 3] },
    { name: "b", shape: [2] },
  ]);
  expect(() => checkpointOf(make(), { shapes: { w: [3, 2] } })).toThrow(
    "shapes.w: expected [2,3], as in the optimizer, got [3,2]",
  );
  expect(checkpointOf(make(), { shapes: { w: [2, 3] } }).manifest.params[0]!.shape).toEqual([2, 3]);
});

test("N + M steps are N steps, save, load, M steps", () => {
  const straight = make();
  for (let k = 0; k < 4; k++) step(straight);
  const first = make();
  step(first);
  step(first);
  const bytes = encodeCheckpoint(first);
  const second = make();
  loadCheckpoint(second, bytes);
  const third = resumeCheckpoint(bytes);
  for (const optimizer of [second, third]) {
    step(optimizer);
    step(optimizer);
    expect(optimizer.snapshot()).toEqual(straight.snapshot());
  }
});

test("an optimizer of other shapes does not load it, unless it is told to take the numbers as they come", () => {
  const bytes = encodeCheckpoint(make());
  const other = make({ w: [3, 2] });
  expect(() => loadCheckpoint(other, bytes)).toThrow("params.w.shape: expected [3,2], got [2,3]");
  loadCheckpoint(other, bytes, { allow: ["shape"] });
  expect(other.snapshot().shapes).toEqual({ w: [3, 2], b: [2] });
});

describe("a snapshot with shapes", () => {
  const json = (): Record<string, unknown> => throughText(encodeSnapshot(make().snapshot())) as never;

  it("comes back as it was", () => {
    const snapshot = make().snapshot();
    expect(decodeSnapshot(throughText(encodeSnapshot(snapshot)))).toEqual(snapshot);
    const plain = createOptimizer(rules.gd, {}, { w: new Float32Array(2) }).snapshot();
    expect(encodeSnapshot(plain)).not.toHaveProperty("shapes");
  });

  it.each([
    [{ w: [2, 3] }, 'snapshot.shapes: expected "b", got none'],
    [{ w: [2, 3], b: [2], c: [1] }, 'snapshot.shapes: expected w and b, got "c"'],
    [{ w: [3, 3], b: [2] }, "snapshot.shapes.w: expected sizes with the product 6, got"],
    [{ w: [-2, -3], b: [2] }, "snapshot.shapes.w[0]: expected a whole number >= 0, got -2"],
    [{ w: 6, b: [2] }, "snapshot.shapes.w: expected an array of sizes, got 6"],
    [[[2, 3], [2]], "snapshot.shapes: expected an object of shapes, got"],
  ])("of %j is refused", (shapes, message) => {
    const decode = (): unknown => decodeSnapshot({ ...json(), shapes });
    expect(decode).toThrow(SnapshotError);
    expect(decode).toThrow(message);
  });
});
