import { expect, test } from "vitest";
import { encodeNumbers } from "../../src/index.ts";
import { encodeFloats, floats } from "../../src/numbers/floats.ts";
import { numbers } from "../../src/numbers/numbers.ts";

test("the JSON form", () => {
  const f32 = new Float32Array([0.5, 0.1, -0, Infinity, -Infinity, Number.NaN, 0, 0]);
  new Uint32Array(f32.buffer).set([0x7fc00001, 0xffc00000], 6);
  expect(encodeFloats(f32)).toEqual([
    ...[0.5, 0.10000000149011612, "-0", "Infinity", "-Infinity", "NaN"],
    ...[{ nan: "7fc00001" }, { nan: "ffc00000" }],
  ]);
  const f64 = new Float64Array([5e-324, 0.1, 0]);
  new BigUint64Array(f64.buffer)[2] = 0x7ff0000000000001n;
  expect(encodeFloats(f64)).toEqual([5e-324, 0.1, { nan: "7ff0000000000001" }]);
});

const refused: ["f32" | "f64", unknown, string][] = [
  ["f32", 0.1, "expected a binary32 number, got 0.1"],
  ["f32", 1e39, "expected a binary32 number, got 1e+39"],
  ["f32", 1e-46, "expected a binary32 number, got 1e-46"],
  [
    "f64",
    JSON.parse("1e999"),
    'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got Infinity',
  ],
  ["f64", Number.NaN, 'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got NaN'],
  ["f64", null, 'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got null'],
  ["f64", "0.1", 'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got "0.1"'],
  ["f64", 1n, 'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got a bigint'],
  [
    "f64",
    [[[[1]]]],
    'expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got an array of length 1',
  ],
  [
    "f32",
    { nan: "7fc00000" },
    'expected the 8 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
  [
    "f32",
    { nan: "7f800000" },
    'expected the 8 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
  [
    "f32",
    { nan: "7FC00001" },
    'expected the 8 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
  [
    "f32",
    { nan: "7ff0000000000001" },
    'expected the 8 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
  [
    "f64",
    { nan: "7fc00001" },
    'expected the 16 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
  [
    "f64",
    { nan: "7ff0000000000001", more: 1 },
    'expected the 16 hexadecimal digits of a NaN other than the one called "NaN", got an object',
  ],
];

for (const [dtype, element, message] of refused)
  test(`${dtype}: ${message}`, () => {
    const { error } = floats(dtype).safeParse([1, element]);
    expect(error!.issues).toMatchObject([{ path: [1], message }]);
  });

test("a sparse array of any length is refused at its first hole, before memory is taken for it", () => {
  const sparse = [1];
  sparse.length = 2 ** 32 - 1;
  expect(floats("f64").safeParse(sparse).error!.issues).toMatchObject([{ path: [1] }]);
  expect(numbers().safeParse(sparse).error!.issues).toMatchObject([{ path: [1] }]);
});

test("a million bad elements are one issue", () => {
  const bad = Array<string>(1e6).fill("x");
  expect(floats("f32").safeParse(bad).error!.issues.length).toBe(1);
  expect(numbers("f32").safeParse(bad).error!.issues.length).toBe(1);
});

test("numbers of messages come as JSON or as typed arrays of the right type", () => {
  const values = [1, -0, Number.NaN, Infinity, -Infinity];
  expect(encodeNumbers(values)).toEqual([1, "-0", "NaN", "Infinity", "-Infinity"]);
  expect(numbers("f32").parse(encodeNumbers(values))).toEqual(values);
  expect(numbers("f32").parse(new Float32Array(values))).toEqual(values);
  expect(numbers().parse(new Float64Array(values))).toEqual(values);
  expect(numbers("f32").safeParse(new Float64Array(values)).success).toBe(false);
  expect(numbers("f64").safeParse(new Float32Array(values)).success).toBe(false);
  expect(numbers().safeParse(new Int32Array(2)).success).toBe(false);
  expect(numbers("f64").safeParse([{ nan: "7ff0000000000001" }]).success).toBe(false);
});
