import { describe, expect, it } from "vitest";
import { adam, createOptimizer, gd } from "../../src/index.ts";

const w = () => ({ w: new Float32Array([1, 2]), b: new Float32Array([3]) });
// Deliberately outside the types: what JavaScript callers can pass.
const create = createOptimizer as unknown as (...values: unknown[]) => unknown;

describe("createOptimizer refuses", () => {
  it.each<[what: string, values: unknown[], error: unknown]>([
    [
      "no configuration",
      [adam, null, w()],
      new TypeError("adam: expected an object of hyperparameters, got null"),
    ],
    [
      "a rate for a configuration",
      [adam, 0.1, w()],
      new TypeError("adam: expected an object of hyperparameters, got 0.1"),
    ],
    [
      "a Map",
      [adam, new Map([["lr", 1]]), w()],
      new TypeError("adam: expected an object of hyperparameters, got Map"),
    ],
    [
      "an unknown hyperparameter",
      [adam, { rho1: 0.9 }, w()],
      new TypeError('adam: expected hyperparameters lr, beta1, beta2, eps, got "rho1"'),
    ],
    [
      "an inherited name",
      [adam, { constructor: 1 }, w()],
      new TypeError('adam: expected hyperparameters lr, beta1, beta2, eps, got "constructor"'),
    ],
    [
      "an undefined hyperparameter",
      [adam, { lr: undefined }, w()],
      new TypeError("adam.lr: expected a number, got undefined"),
    ],
    [
      "a shape of another length",
      [gd, {}, w(), { shapes: { w: [2, 2] } }],
      new RangeError("shapes.w: expected sizes with the product 2, got [2,2]"),
    ],
    [
      "a shape that is a length",
      [gd, {}, w(), { shapes: { w: 2 } }],
      new RangeError("shapes.w: expected sizes with the product 2, got 2"),
    ],
    [
      "a shape of broken sizes",
      [gd, {}, w(), { shapes: { b: [0.5, 2] } }],
      new RangeError("shapes.b: expected sizes with the product 1, got [0.5,2]"),
    ],
    [
      "a shape of negative sizes",
      [gd, {}, w(), { shapes: { w: [-1, -2] } }],
      new RangeError("shapes.w: expected sizes with the product 2, got [-1,-2]"),
    ],
    [
      "a shape of nothing",
      [gd, {}, w(), { shapes: { v: [2] } }],
      new TypeError('shapes: expected names of parameters, got "v"'),
    ],
    [
      "shapes that are no object",
      [gd, {}, w(), { shapes: [[2], [1]] }],
      new TypeError("shapes: expected an object of sizes by name, got an array of length 2"),
    ],
    ["a text", [adam, { lr: "0.1" }, w()], new TypeError('adam.lr: expected a number, got "0.1"')],
    ["a bigint", [adam, { lr: 1n }, w()], new TypeError("adam.lr: expected a number, got 1n")],
    [
      "a boxed number",
      [adam, { lr: Object(1) }, w()],
      new TypeError("adam.lr: expected a number, got Number"),
    ],
    [
      "NaN",
      [adam, { lr: Number.NaN }, w()],
      new RangeError("adam.lr: expected a number in [0, inf), got NaN"),
    ],
    [
      "infinity",
      [adam, { eps: Infinity }, w()],
      new RangeError("adam.eps: expected a number in [0, inf), got Infinity"),
    ],
    [
      "a negative rate",
      [adam, { lr: -1e-9 }, w()],
      new RangeError("adam.lr: expected a number in [0, inf), got -1e-9"),
    ],
    ["beta = 1", [adam, { beta2: 1 }, w()], new RangeError("adam.beta2: expected a number in [0, 1), got 1")],
    [
      "no parameters",
      [gd, {}, undefined],
      new TypeError("params: expected an object of arrays by name, got undefined"),
    ],
    ["no parameter", [gd, {}, {}], new TypeError("params: expected at least one parameter, got none")],
    [
      "an array of parameters",
      [gd, {}, [[1, 2]]],
      new TypeError("params.0: expected a Float32Array or a Float64Array, got an array of length 2"),
    ],
    [
      "a plain array",
      [gd, {}, { w: [1, 2] }],
      new TypeError("params.w: expected a Float32Array or a Float64Array, got an array of length 2"),
    ],
    [
      "a bare number",
      [gd, {}, { ...w(), x: 1 }],
      new TypeError("params.x: expected a Float32Array or a Float64Array, got 1"),
    ],
    [
      "whole numbers",
      [gd, {}, { ...w(), x: new Int32Array(1) }],
      new TypeError("params.x: expected a Float32Array or a Float64Array, got Int32Array"),
    ],
    [
      "a DataView",
      [gd, {}, { x: new DataView(new ArrayBuffer(8)) }],
      new TypeError("params.x: expected a Float32Array or a Float64Array, got DataView"),
    ],
    [
      "something that says it is an array",
      [gd, {}, { x: { [Symbol.toStringTag]: "Float32Array", length: 1 } }],
      new TypeError("params.x: expected a Float32Array or a Float64Array, got Object"),
    ],
    [
      "two types",
      [gd, {}, { ...w(), x: new Float64Array(1) }],
      new TypeError("params: expected one type, got Float32Array (w) and Float64Array (x)"),
    ],
    [
      "an unknown policy",
      [gd, {}, w(), { nonFinite: "ignore" }],
      new TypeError('nonFinite: expected propagate, throw, skip, got "ignore"'),
    ],
    [
      "a group that is not one",
      [gd, {}, w(), { groups: { x: null } }],
      new TypeError("groups.x: expected { params, config }, got null"),
    ],
    [
      "a group without parameters",
      [gd, {}, w(), { groups: { x: { config: {} } } }],
      new TypeError("groups.x.params: expected names, got undefined"),
    ],
    [
      "one name for a group",
      [gd, {}, w(), { groups: { x: { params: "w", config: {} } } }],
      new TypeError('groups.x.params: expected names, got "w"'),
    ],
    [
      "hyperparameters beside a group's config",
      [gd, {}, w(), { groups: { x: { params: ["w"], lr: 1 } } }],
      new TypeError('groups.x: expected params and config, got "lr"'),
    ],
    [
      "an unknown name in a group",
      [gd, {}, w(), { groups: { x: { params: ["c"], config: {} } } }],
      new TypeError('groups.x.params: expected names of parameters, got "c"'),
    ],
    [
      "an inherited name in a group",
      [gd, {}, w(), { groups: { x: { params: ["toString"], config: {} } } }],
      new TypeError('groups.x.params: expected names of parameters, got "toString"'),
    ],
    [
      "one parameter in two groups",
      [gd, {}, w(), { groups: { x: { params: ["w"], config: {} }, y: { params: ["w"], config: {} } } }],
      new TypeError('groups: expected "w" in one group, got x and y'),
    ],
    [
      "one parameter twice in a group",
      [gd, {}, w(), { groups: { x: { params: ["w", "w"], config: {} } } }],
      new TypeError('groups: expected "w" in one group, got x and x'),
    ],
    [
      "a group named default",
      [gd, {}, w(), { groups: { default: { params: ["w"], config: {} } } }],
      new TypeError('groups: "default" is the group of all other parameters'),
    ],
    [
      "an unknown hyperparameter of a group",
      [gd, {}, w(), { groups: { x: { params: ["w"], config: { eps: 1 } } } }],
      new TypeError('groups.x.config: expected hyperparameters lr, got "eps"'),
    ],
    [
      "a group's rate out of range",
      [gd, {}, w(), { groups: { x: { params: [], config: { lr: -1 } } } }],
      new RangeError("groups.x.config.lr: expected a number in [0, inf), got -1"),
    ],
  ])("%s", (_, values, error) => {
    expect(() => create(...values)).toThrow(error as Error);
  });

  it("an unknown option", () => {
    expect(() => create(gd, {}, w(), { nonfinite: "skip" })).toThrow(TypeError);
  });

  it("and writes nothing into the parameters", () => {
    const params = w();
    expect(() => create(gd, { lr: -1 }, params)).toThrow();
    expect(params).toEqual(w());
  });
});
