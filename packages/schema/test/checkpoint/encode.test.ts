import { createOptimizer, type FloatArray, type Options, rules, scheduled } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { packageVersion } from "../../src/checkpoint/writer.ts";
import {
  CheckpointError,
  type Container,
  checkpointOf,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeCheckpointParts,
  resumeCheckpoint,
} from "../../src/index.ts";
import { type DType, dtypes, hex, makeOptimizer, train } from "./support/optimizers.ts";

const containers: readonly Container[] = ["json", "safetensors"];
const forms = containers.flatMap((container) => dtypes.map((dtype) => ({ container, dtype })));

/** Arrays of any bit patterns. */
function patterns(dtype: DType): fc.Arbitrary<FloatArray> {
  return dtype === "f32"
    ? fc.uint32Array({ maxLength: 20 }).map((bits) => new Float32Array(bits.buffer, 0, bits.length))
    : fc.bigUint64Array({ maxLength: 20 }).map((bits) => new Float64Array(bits.buffer, 0, bits.length));
}
const special: Readonly<Record<DType, readonly bigint[]>> = {
  f32: [
    0x7fc00000n,
    0x7fc00001n,
    0xffc00000n,
    0x7f800001n,
    0x7f800000n,
    0xff800000n,
    0x80000000n,
    1n,
    0x807fffffn,
  ],
  f64: [
    0x7ff8000000000000n,
    0x7ff8000000000001n,
    0xfff8000000000000n,
    0x7ff0000000000001n,
    0x7ff0000000000000n,
    0xfff0000000000000n,
    0x8000000000000000n,
    1n,
    0x800fffffffffffffn,
  ],
};

describe.each(forms)("$container, $dtype", ({ container, dtype }) => {
  const survives = (array: FloatArray): void => {
    const optimizer = createOptimizer<string, string, string, FloatArray>(
      rules.momentum,
      {},
      { w: array.slice().fill(0), other: array.slice(0, 0) },
    );
    const bits = (view: FloatArray): Uint8Array =>
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    bits(optimizer.params.w!).set(bits(array));
    bits(optimizer.state.w!.v!).set(bits(array).toReversed());
    const again = resumeCheckpoint(encodeCheckpoint(optimizer, { container }));
    expect(hex(again.params.w!)).toBe(hex(array));
    expect(hex(again.state.w!.v!)).toBe(hex(bits(array).toReversed()));
  };

  it("keeps every bit: NaN payloads and signs, ±∞, −0, subnormals", () => {
    const bits = special[dtype];
    survives(
      dtype === "f32"
        ? new Float32Array(Uint32Array.from(bits, Number).buffer)
        : new Float64Array(BigUint64Array.from(bits).buffer),
    );
    fc.assert(fc.property(patterns(dtype), survives));
  });

  it("is the same bytes again after decoding", () => {
    const optimizer = makeOptimizer(rules.adam, dtype);
    train(optimizer, 3);
    const bytes = encodeCheckpoint(optimizer, {
      container,
      shapes: { w: [7, 1] },
      metadata: { a: [1, { b: -0 }] },
    });
    expect(encodeCheckpoint(decodeCheckpoint(bytes), { container })).toEqual(bytes);
    expect(
      Buffer.concat(
        encodeCheckpointParts(optimizer, {
          container,
          shapes: { w: [7, 1] },
          metadata: { a: [1, { b: -0 }] },
        }),
      ),
    ).toEqual(Buffer.from(bytes));
  });

  it("only reads the bytes, a Buffer's too", () => {
    const bytes = Buffer.from(encodeCheckpoint(makeOptimizer(rules.adam, dtype), { container }));
    const before = Buffer.from(bytes);
    decodeCheckpoint(bytes);
    decodeCheckpoint(bytes.subarray());
    expect(bytes.equals(before)).toBe(true);
  });

  it("keeps names, shapes, groups, scalars, schedules and metadata", () => {
    const params = JSON.parse(
      '{"__proto__":0,"constructor":0,"":0,"a/b":0,"\\u0000\\"\\\\":0,"μ🙂":0,"7":0}',
    ) as object;
    const arrays = Object.fromEntries(
      Object.keys(params).map((name) => [name, dtype === "f32" ? new Float32Array(6) : new Float64Array(6)]),
    );
    const groups = JSON.parse('{"__proto__":{"params":["a/b","__proto__"],"config":{"lr":0}}}') as object;
    const optimizer = scheduled(
      createOptimizer<string, string, string, FloatArray>(rules.adam, { eps: 0 }, arrays, {
        groups: groups as NonNullable<Options["groups"]>,
      }),
      { lr: { kind: "cosine", from: 1, to: 0, steps: 1e12 } },
      JSON.parse('{"__proto__":{"beta1":{"kind":"constant","value":0.25}}}'),
    );
    const options = {
      container,
      shapes: { "": [1, 2, 3], "a/b": [6, 1] },
      metadata: JSON.parse('{"__proto__":{"x":[]},"z":"\\u2028"}'),
    };
    const { manifest } = decodeCheckpoint(encodeCheckpoint(optimizer, options));
    const { metadata } = options;
    expect(manifest).toMatchObject({ theta: true, dtype, t: 0, config: optimizer.config });
    expect(manifest.groups.map(({ schedules }) => schedules)).toEqual([
      { lr: { kind: "cosine", from: 1, to: 0, steps: 1e12 } },
      { beta1: { kind: "constant", value: 0.25 } },
    ]);
    expect(JSON.stringify(manifest.metadata)).toBe(JSON.stringify(metadata));
    expect(new Map(manifest.params.map(({ name, shape }) => [name, [...shape]]))).toEqual(
      new Map(
        Object.keys(arrays).map((name) => [name, name === "" ? [1, 2, 3] : name === "a/b" ? [6, 1] : [6]]),
      ),
    );
    expect(manifest.groups.map(({ name }) => name)).toEqual(["default", "__proto__"]);
    const again = resumeCheckpoint(encodeCheckpoint(optimizer, options));
    expect(Object.keys(again.params).sort()).toEqual(Object.keys(arrays).sort());
    expect(again.snapshot().groups).toEqual(optimizer.snapshot().groups);
  });

  it("keeps the sign of −0 in metadata, hyperparameters and scalars", () => {
    const optimizer = makeOptimizer(rules.gd, dtype);
    optimizer.configure({ lr: -0 });
    const { manifest } = decodeCheckpoint(encodeCheckpoint(optimizer, { container, metadata: { z: [-0] } }));
    expect(Object.is(manifest.config.lr, -0)).toBe(true);
    expect(Object.is((manifest.metadata.z as number[])[0], -0)).toBe(true);
  });

  it("can leave the parameters out", () => {
    const bytes = encodeCheckpoint(makeOptimizer(rules.adagrad, dtype), { container, theta: false });
    expect([...decodeCheckpoint(bytes).tensors.keys()]).toEqual(["r/w", "r/b", "r/layers.0/weight"]);
  });
});

it.each<[string, unknown, string]>([
  ["NaN", { loss: Number.NaN }, "metadata.loss: expected a finite number, got NaN"],
  ["a class", { when: new Date(0) }, "metadata.when: expected what JSON can say, got Date"],
  ["undefined", { x: undefined }, "metadata.x: expected what JSON can say, got undefined"],
  ["half a pair", { x: "\ud800" }, "metadata.x: expected Unicode text"],
  ["no end", nested(100), "levels"],
])("refuses metadata that JSON would lose: %s", (_, metadata, message) => {
  const save = (): unknown => checkpointOf(makeOptimizer(rules.gd, "f32"), { metadata: metadata as never });
  expect(save).toThrow(CheckpointError);
  expect(save).toThrow(message);
});

it("refuses shapes that do not fit", () => {
  const save = (shapes: Record<string, number[]>) => () =>
    checkpointOf(makeOptimizer(rules.gd, "f32"), { shapes });
  expect(save({ w: [7, 2] })).toThrow("shapes.w: expected a product of 7, got [7,2]");
  expect(save({ w: [-7, -1] })).toThrow("shapes.w: expected whole numbers >= 0");
  expect(save({ v: [7] })).toThrow('shapes: expected w, b, layers.0/weight, got "v"');
});

it("names this version of the package as the writer", () => {
  expect(packageVersion).toBe(packageJson.version);
  expect(checkpointOf(makeOptimizer(rules.gd, "f32")).manifest.writer).toBe(
    `${packageJson.name} ${packageJson.version}`,
  );
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { x: nested(depth - 1) };
}
