import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/checkpoint/json/scan.ts";
import { headerLength, readHeader } from "../../src/checkpoint/safetensors/read-header.ts";
import { type CheckpointError, decodeCheckpoint, encodeCheckpoint } from "../../src/index.ts";
import { resealed } from "./support/bytes.ts";
import { makeOptimizer } from "./support/optimizers.ts";

const json = encodeCheckpoint(makeOptimizer(rules.adam, "f32"), { container: "json" });
const safetensors = encodeCheckpoint(makeOptimizer(rules.adam, "f32"), { container: "safetensors" });

function refusal(action: () => unknown): CheckpointError {
  try {
    action();
  } catch (error) {
    return error as CheckpointError;
  }
  throw new Error("was accepted");
}

describe("a manifest", () => {
  it.each<[string, string, string, string, string]>([
    ["a duplicate key", '"t": 0', '"t": 0,\n  "t": 0', "syntax", 'expected each key once, got "t" again'],
    ["an escaped duplicate key", '"t": 0', '"t": 0,\n  "\\u0074": 0', "syntax", "each key once"],
    ["a second digest", '"t": 0', '"t": 0, "sha256": ""', "syntax", "each key once"],
    ["__proto__", '"t": 0', '"t": 0,\n  "__proto__": {"dtype":"f64"}', "field", "__proto__"],
    ["an unknown field", '"t": 0', '"t": 0,\n  "step": 0', "field", "step"],
    ["no field", '"t": 0,', "", "field", "expected a whole number >= 0, got undefined"],
    ["a huge number", '"t": 0', '"t": 1e999', "syntax", "a number that binary64 has"],
    [
      "an integer that binary64 lacks",
      '"t": 0',
      '"t": 9007199254740993',
      "syntax",
      "a number that binary64 has",
    ],
    ["a count that is none", '"t": 0', '"t": 9007199254740992', "field", "a whole number"],
    ["a negative count", '"t": 0', '"t": -1', "field", "a whole number"],
    [
      "deep nesting",
      '"metadata": {}',
      `"metadata": {"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      "limit",
      "at most 64 levels",
    ],
    [
      "a hyperparameter out of range",
      '"beta1": 0.9',
      '"beta1": 1',
      "field",
      "config.beta1: expected a number in [0, 1), got 1",
    ],
    ["another hyperparameter", '"beta1": 0.9', '"beta": 0.9', "field", 'got "beta"'],
    ["a missing hyperparameter", '"beta1": 0.9,', "", "field", 'expected "beta1", got none'],
    ["a program that is none", "rule adam", "rule adam!", "field", "program: expected a program"],
    ["a program not in canonical form", "beta1*s + (1", "(beta1*s) + (1", "field", "program[7]"],
    [
      "a program without end",
      "rule adam",
      `rule a${"a".repeat(70_000)}`,
      "limit",
      "at most 65536 characters",
    ],
    [
      "a program of brackets",
      "beta1*s + (1 - beta1)*g",
      `${"(".repeat(30_000)}s${")".repeat(30_000)}`,
      "field",
      "a program",
    ],
    [
      "a shape of the wrong size",
      '"shape": [7]',
      '"shape": [8]',
      "field",
      "theta/w: expected 8 numbers, got 7",
    ],
    [
      "a shape that overflows",
      '"shape": [7]',
      '"shape": [4294967296, 4294967296]',
      "limit",
      "a product below",
    ],
    ["a negative shape", '"shape": [7]', '"shape": [-7, -1]', "field", "a whole number"],
    [
      "too many dimensions",
      '"shape": [7]',
      `"shape": [7${", 1".repeat(32)}]`,
      "limit",
      "at most 32 dimensions",
    ],
    ["a parameter twice", '"name": "b", "shape"', '"name": "w", "shape"', "field", "each name once"],
    ["a parameter in no group", '"params": ["b"]', '"params": []', "field", '"b" in none'],
    ["a parameter in two groups", '"params": ["b"]', '"params": ["b", "w"]', "field", '"w" elsewhere'],
    ["a group twice", '"name": "biases"', '"name": "default"', "field", "each name once"],
    ["no group default", '"name": "default"', '"name": "others"', "field", "expected the group default"],
    ["a missing tensor", '"theta/b"', '"theta/x"', "field", '"theta/x"'],
    [
      "a number that is no binary32",
      '"s/w": [0',
      '"s/w": [0.1',
      "field",
      "s/w[0]: expected a binary32 number, got 0.1",
    ],
    ["null for a number", '"s/w": [0', '"s/w": [null', "field", "got null"],
    ["a NaN that is none", '"s/w": [0', '"s/w": [{"nan":"00000000"}', "field", "hexadecimal digits of a NaN"],
    [
      "half a surrogate pair",
      '"metadata": {}',
      '"metadata": {"x":"\\ud800"}',
      "syntax",
      "half a surrogate pair",
    ],
    ["a byte-order mark inside", '"t"', '\ufeff"t"', "syntax", "JSON"],
    ["a trailing comma", '"metadata": {}', '"metadata": {},', "syntax", "JSON"],
    ["a state without parameters that has them", '"theta": true', '"theta": false', "field", '"theta/w"'],
  ])("with %s", (_, from, to, code, message) => {
    const bytes = resealed(json, (text) => {
      expect(text).toContain(from);
      return text.replace(from, () => to);
    });
    const error = refusal(() => decodeCheckpoint(bytes));
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
  });
});

describe("safetensors", () => {
  it.each<[string, string | RegExp, string, string]>([
    ["another type", '"F32"', '"F16"', "expected 14 bytes for F16"],
    ["an unknown type", '"F32"', '"F31"', "a type of safetensors"],
    ["a tensor of another name", '"theta/w":{', '"theta/x":{', '"theta/x"'],
    ["another shape", '"shape":[7]', '"shape":[7,1]', "expected shape [7], got [7,1]"],
    [
      "overlapping ranges",
      '"data_offsets":[28,40]',
      '"data_offsets":[24,36]',
      "expected bytes from 28 on, got from 24",
    ],
    ["a hole", /"data_offsets":\[28,40\]/, '"data_offsets":[32,44]', "expected bytes from 28 on"],
    ["a range out of the file", '"data_offsets":[28,40]', '"data_offsets":[28,9000]', "a range in"],
    ["a range backwards", '"data_offsets":[28,40]', '"data_offsets":[40,28]', "a range in"],
    [
      "a duplicate tensor",
      '"theta/w":{',
      '"theta/b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"theta/w":{',
      "each key once",
    ],
    [
      "a tensor too many",
      '"theta/w":{',
      '"theta/z":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"theta/w":{',
      '"theta/z"',
    ],
    [
      "an unknown field",
      '"theta/w":{',
      '"theta/w":{"x":1,',
      'expected dtype, shape and data_offsets, got "x"',
    ],
    ["metadata that are no strings", '"optspec":"', '"x":1,"optspec":"', 'a string for "x"'],
    ["no manifest", '"optspec":"', '"optspecs":"', "a manifest in the metadata"],
    ["a fraction in a shape", '"shape":[7]', '"shape":[7.0,1.5]', "an array of whole numbers"],
    ["two manifests", '"optspec":"', '"optspec":"","optspec":"', "each key once"],
  ])("with %s", (_, from, to, message) => {
    const bytes = resealed(safetensors, (text) => {
      const after = text.replace(from, () => to);
      expect(after).not.toBe(text);
      return after;
    });
    expect(refusal(() => decodeCheckpoint(bytes)).message).toContain(message);
  });

  it("with a header longer than the file, or than any", () => {
    const size = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
    expect(refusal(() => headerLength(size(100n), 50, "x")).code).toBe("syntax");
    for (const value of [2n ** 24n + 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])
      expect(refusal(() => headerLength(size(value), 2 ** 50, "x")).code).toBe("limit");
    expect(refusal(() => headerLength(new Uint8Array(3), 3, "x")).code).toBe("syntax");
  });

  it("with too many tensors, in time that one can wait for", () => {
    const entries = Array.from(
      { length: 100_002 },
      (_, index) => `"${index}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
    );
    const header = new TextEncoder().encode(`{${entries}}`);
    expect(refusal(() => readHeader(header, 8 + header.length, "x")).code).toBe("limit");
  });

  it("bytes after the last tensor, and none", () => {
    const header = new TextEncoder().encode("{}");
    expect(readHeader(header, 10, "x").tensors).toEqual([]);
    expect(refusal(() => readHeader(header, 11, "x")).message).toBe("x: expected 10 bytes, got 11");
    expect(refusal(() => readHeader(new TextEncoder().encode(" {}"), 11, "x")).message).toContain(
      'begins with "{"',
    );
    expect(refusal(() => readHeader(Uint8Array.of(0x7b, 0xff, 0x7d), 11, "x")).message).toContain("UTF-8");
  });
});

describe("JSON", () => {
  it("of enormous texts and lists is scanned without deep recursion", () => {
    const text = JSON.stringify({
      long: "x".repeat(2 ** 25),
      escaped: '\\"'.repeat(2 ** 20),
      list: Array.from({ length: 1e6 }, () => 1),
    });
    expect((parseJson(text, "x") as { long: string }).long.length).toBe(2 ** 25);
    expect(refusal(() => parseJson(`"${"x".repeat(2 ** 25)}`, "x")).code).toBe("syntax");
    expect(refusal(() => parseJson(`"${"\\".repeat(2 ** 23 + 1)}`, "x")).code).toBe("syntax");
    expect(refusal(() => parseJson("1".repeat(2 ** 22), "x")).code).toBe("syntax");
  });

  it.each([
    "1e999",
    "-1e999",
    "9007199254740993",
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":1}',
    '"\\udc00"',
    '["\\ud83d"]',
    "[1,]",
    "{",
    "",
    "nul",
    "'a'",
    "01",
    "{'a':1}",
    '{"a":{"b":1,"b":2}}',
    '[{"a":1,"a":2}]',
  ])("refuses %s", (text) => {
    expect(refusal(() => parseJson(text, "x")).code).toBe("syntax");
  });

  it.each([
    "[]",
    "-0",
    '{"a":{"a":1},"b":{"a":1}}',
    '"\\ud83d\\ude42"',
    "123456789012345680000",
    '[":{},"]',
    '{"{":"}","[":"\\"a\\":1"}',
    ' {"a" : [ {} , 1 ] } ',
  ])("takes %s as JSON.parse does", (text) => {
    expect(parseJson(text, "x")).toEqual(JSON.parse(text));
  });
});
