import type { FloatArray } from "@optspec/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFloats, floats } from "../../src/numbers/floats.ts";

/** What an array is after a journey through JSON text. */
function journey(array: FloatArray): FloatArray {
  const dtype = array instanceof Float32Array ? "f32" : "f64";
  return floats(dtype).parse(JSON.parse(JSON.stringify(encodeFloats(array))));
}

function bytesOf(array: FloatArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function singles(patterns: Iterable<number>): Float32Array {
  return new Float32Array(Uint32Array.from(patterns).buffer);
}

function doubles(patterns: Iterable<bigint>): Float64Array {
  return new Float64Array(BigUint64Array.from(patterns).buffer);
}

const significant = [0n, 1n, 2n, 0b1010101n];

test("f32: every sign and exponent, with the ends of the fraction", () => {
  const patterns: number[] = [];
  for (let top = 0; top < 1 << 10; top++)
    for (const low of [0, 1, 2, 0x155555, 0x3fffff]) patterns.push(top * 2 ** 22 + low);
  const array = singles(patterns);
  expect(bytesOf(journey(array)).equals(bytesOf(array))).toBe(true);
});

test("f64: every sign and exponent, with the ends of the fraction", () => {
  const patterns: bigint[] = [];
  for (let top = 0n; top < 1n << 13n; top++)
    for (const low of [...significant, (1n << 51n) - 1n]) patterns.push((top << 51n) + low);
  const array = doubles(patterns);
  expect(bytesOf(journey(array)).equals(bytesOf(array))).toBe(true);
});

test("f32: random bit patterns", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { size: "large" }), (patterns) => {
      const array = singles(patterns);
      expect(bytesOf(journey(array)).equals(bytesOf(array))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("f64: random bit patterns", () => {
  const pattern = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0x7ffn << 52n, (0x7ffn << 52n) + 5n));
  fc.assert(
    fc.property(fc.array(pattern, { size: "large" }), (patterns) => {
      const array = doubles(patterns);
      expect(bytesOf(journey(array)).equals(bytesOf(array))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a part of a larger memory", () => {
  const array = new Float64Array([1, Number.NaN, -0, 4]).subarray(1, 3);
  expect(bytesOf(journey(array)).equals(bytesOf(array))).toBe(true);
});

test("the form is canonical: what is read is written back the same", () => {
  const hexadecimal = fc.string({ unit: fc.constantFrom(..."0178cf"), minLength: 7, maxLength: 17 });
  const element = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom("NaN", "Infinity", "-Infinity", "-0", "-NaN", "nan", "+Infinity", "0", "1e5", ""),
    hexadecimal.map((nan) => ({ nan })),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.constantFrom("f32" as const, "f64" as const), element, (dtype, value) => {
      const result = floats(dtype).safeParse([value]);
      // The number −0 is read too, and written as the string.
      if (result.success) expect(encodeFloats(result.data)).toEqual(Object.is(value, -0) ? ["-0"] : [value]);
      else expect(result.error.issues.length).toBe(1);
    }),
    { numRuns: 3000 },
  );
});
