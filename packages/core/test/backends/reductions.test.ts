import { describe, expect, it } from "vitest";
import { createOptimizer, defineRule, parseRule, ruleOf, rules } from "../../src/index.ts";

const { fround } = Math;
type Shapes = Readonly<Record<string, readonly number[]>>;

describe.each(["portable", "wasm"] as const)("layers and rows on %s", (backend) => {
  /** θ after one update from 0, parameter by parameter. */
  const theta = (
    lines: string,
    gradients: Readonly<Record<string, readonly number[]>>,
    shapes: Shapes = {},
    Type: typeof Float32Array | typeof Float64Array = Float32Array,
  ): Record<string, number[]> => {
    const rule = defineRule(`rule r\nhyper h = 0.1 in (-inf, inf)\n\n${lines}\n`);
    const arrays = (
      of: (values: readonly number[]) => number[],
    ): Record<string, Float32Array | Float64Array> =>
      Object.fromEntries(Object.entries(gradients).map(([name, values]) => [name, Type.from(of(values))]));
    const optimizer = createOptimizer(
      rule,
      {},
      arrays((values) => values.map(() => 0)),
      { backend, shapes },
    );
    optimizer.step(arrays((values) => [...values]));
    return Object.fromEntries(
      Object.entries(optimizer.params).map(([name, values]) => [name, Array.from(values)]),
    );
  };
  const six = { w: [1, 2, 3, 4, 5, 6] };

  it("a layer is one number for each parameter, a row one for each slice of its first dimension", () => {
    const two = { ...six, b: [10, 20] };
    expect(theta("theta = sum(g) + 0*g", two, { w: [2, 3] })).toEqual({ w: Array(6).fill(21), b: [30, 30] });
    expect(theta("theta = rowsum(g) + 0*g", two, { w: [2, 3] })).toEqual({
      w: [6, 6, 6, 15, 15, 15],
      b: [30, 30],
    });
    expect(theta("theta = rowsum(g) + 0*g", two, { w: [3, 2], b: [2, 1] })).toEqual({
      w: [3, 3, 7, 7, 11, 11],
      b: [10, 20],
    });
    expect(theta("theta = rowsum(g) + 0*g", two, { w: [3, 1, 2], b: [1, 2] }).w).toEqual([
      3, 3, 7, 7, 11, 11,
    ]);
    expect(theta("theta = largest(-rowsum(g)) + 0*g", two, { w: [3, 2] })).toEqual({
      w: Array(6).fill(-3),
      b: [-30, -30],
    });
  });

  it.each<[shape: readonly number[], rows: number, columns: number]>([
    [[6], 1, 6],
    [[6, 1], 6, 1],
    [[1, 6], 1, 6],
    [[2, 3], 2, 3],
    [[3, 1, 2], 3, 2],
  ])("a parameter of shape %j has %d rows of %d columns", (shape, rows, columns) => {
    expect(theta("theta = 10000*rows + 100*columns + dims + 0*g", six, { w: shape }).w![5]).toBe(
      10000 * rows + 100 * columns + shape.length,
    );
  });

  it("a parameter without dimensions is one row of one column", () => {
    expect(theta("theta = 10000*rows + 100*columns + dims + g", { w: [5] }, { w: [] })).toEqual({
      w: [10105],
    });
  });

  it("adds in eight lanes, and the lanes in halves", () => {
    // In binary32, 2²⁴ + 1 is 2²⁴ and 2²⁴ + 2 is not: each order loses others of the ones.
    const big = 2 ** 24;
    const values = [big, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect(theta("theta = sum(g) + 0*g", { w: values }).w![0]).toBe(big + 2);
    expect(theta("theta = sum(g) + 0*g", { w: [big, 1, 0, 0, 0, 1] }).w![0]).toBe(big + 2);
    expect(theta("theta = sum(g) + 0*g", { w: [big, 0, 1, 0, 0, 0, 1] }).w![0]).toBe(big + 2);
    expect(theta("theta = sum(g) + 0*g", { w: [big, 1, 1] }).w![0]).toBe(big);
    expect(theta("theta = sum(g) + 0*g", { w: values }, {}, Float64Array).w![0]).toBe(big + 3);
    expect(theta("theta = sum(g) + 0*g", { w: [-0, -0] }).w).toEqual([0, 0]);
  });

  it("adds up a parameter row by row", () => {
    const big = 2 ** 24;
    const w = [big, 0, 1, 1];
    // In one row the ones meet the large number one after the other.
    expect(theta("theta = sum(g) + 0*g", { w }, { w: [2, 2] }).w![0]).toBe(big + 2);
    expect(theta("theta = sum(g) + 0*g", { w }).w![0]).toBe(big);
    expect(theta("theta = sum(rowsum(g)) + 0*g", { w }, { w: [2, 2] }).w![0]).toBe(big + 2);
    expect(theta("theta = sum(rowsum(g)*rowsum(g)) + 0*g", { w: [1, 2, 3, 4] }, { w: [2, 2] }).w![0]).toBe(
      58,
    );
  });

  it("computes in the tensor's type, and rounds a scalar once where it meets a layer or a row", () => {
    const third = theta("theta = sum(g)/3 + 0*g", { w: [1, 0] }).w![0];
    expect(third).toBe(fround(1 / 3));
    expect(theta("theta = rowsum(g)*(h*h) + 0*g", { w: [3, 0] }).w![0]).toBe(fround(3 * fround(0.1 * 0.1)));
    expect(theta("theta = sqrt(sum(g))*(h*h) + 0*g", { w: [3, 0] }, {}, Float64Array).w![0]).toBe(
      Math.sqrt(3) * (0.1 * 0.1),
    );
  });

  it("chooses by layers and rows", () => {
    const shapes = { w: [2, 3] };
    expect(theta("theta = select(rowsum(g) < 10, g, -g)", six, shapes).w).toEqual([1, 2, 3, -4, -5, -6]);
    expect(theta("theta = select(sum(g) <= 21, g, -g)", six, shapes).w).toEqual(six.w);
    expect(theta("theta = select(dims < 2, g, rowsum(g)*g)", { ...six, b: [2] }, shapes)).toEqual({
      w: [6, 12, 18, 60, 75, 90],
      b: [2],
    });
    expect(theta("x = select(h < 1, sum(g), rowsum(g))\ntheta = x*g", six, shapes).w![0]).toBe(21);
    expect(theta("theta = select(largest(rowsum(g)) < 0/0, 1, 2) + 0*g", six, shapes).w![0]).toBe(2);
  });

  it("reduces what reductions gave, as often as the program says", () => {
    // Deviations from the mean of the row, their squares, and how far each is from the largest mean square.
    const lines = [
      "deviation = g - rowsum(g)/columns",
      "square = rowsum(deviation*deviation)/columns",
      "theta = deviation/sqrt(square) - largest(square) + sum(deviation/square)",
    ];
    const w = [1, 3, 10, 30];
    const of = (mean: number, g: number, square: number): number => (g - mean) / Math.sqrt(square) - 100;
    expect(theta(lines.join("\n"), { w }, { w: [2, 2] }, Float64Array).w).toEqual([
      of(2, 1, 1),
      of(2, 3, 1),
      of(20, 10, 100),
      of(20, 30, 100),
    ]);
  });

  it("sees NaN and infinities where they are, and not in other parameters or rows", () => {
    const result = theta(
      "theta = rowsum(g) + 0*sum(g) + 0*g",
      { w: [1, NaN, 3, 4], b: [5, 6] },
      { w: [2, 2] },
    );
    expect(result).toEqual({ w: [NaN, NaN, NaN, NaN], b: [11, 11] });
    expect(theta("theta = rowsum(g) + 0/g", { w: [1, Infinity, 3, 4] }, { w: [2, 2] }).w).toEqual([
      Infinity,
      Infinity,
      7,
      7,
    ]);
  });

  it("has nothing to do for parameters without elements", () => {
    expect(theta("theta = sum(g)/rows + 0*g", { ...six, e: [] }, { e: [0, 3] })).toEqual({
      w: Array(6).fill(21),
      e: [],
    });
    expect(theta("theta = sum(g)/rows + 0*g", { e: [] }, { e: [3, 0] })).toEqual({ e: [] });
  });
});

describe("an optimizer with layers and rows", () => {
  const rule = defineRule("rule r\nhyper lr = 1 in [0, inf)\n\ntheta = theta - lr*g/rowsum(abs(g))\n");
  const create = (shapes: Shapes) => createOptimizer(rule, {}, { w: new Float64Array(6) }, { shapes });

  it("keeps the shape in its snapshots, and goes on only from one of the same shape", () => {
    const snapshot = create({ w: [2, 3] }).snapshot();
    expect(snapshot.shapes).toEqual({ w: [2, 3] });
    create({ w: [2, 3] }).restore(snapshot);
    expect(() => create({ w: [3, 2] }).restore(snapshot)).toThrow("snapshot.shapes.w[0]: expected 3, got 2");
    expect(() => create({}).restore(snapshot)).toThrow("snapshot.shapes.w[0]: expected 6, got 2");
    expect(() => create({ w: [2, 3, 1] }).restore(snapshot)).toThrow(
      "snapshot.shapes.w[2]: expected 1, got none",
    );
    const { shapes: _, ...without } = snapshot;
    expect(() => create({ w: [2, 3] }).restore(without)).toThrow('snapshot: expected "shapes", got none');
  });

  it("of a rule whose elements do not see each other has no shape to keep", () => {
    const optimizer = createOptimizer(rules.gd, {}, { w: new Float64Array(6) }, { shapes: { w: [2, 3] } });
    expect(optimizer.snapshot()).not.toHaveProperty("shapes");
    createOptimizer(rules.gd, {}, { w: new Float64Array(6) }).restore(optimizer.snapshot());
  });

  it("does not see a shape change behind its back", () => {
    const shape = [2, 3];
    const optimizer = create({ w: shape });
    shape[0] = 6;
    expect(optimizer.snapshot().shapes).toEqual({ w: [2, 3] });
  });
});

it("a rule whose program was exchanged is refused, for it would run the old one", () => {
  const program = parseRule("rule gd\nhyper lr = 1 in [0, 1]\n\ntheta = theta - lr*rowsum(g)*g\n");
  const params = { w: new Float32Array(2) };
  expect(() => createOptimizer({ ...rules.gd, program }, {}, params)).toThrow(
    "gd: expected a rule of its program, as ruleOf makes it, got another's",
  );
  expect(createOptimizer(ruleOf(program), {}, params).rule.source).toContain("rowsum(g)");
});
