import type { DType } from "./arithmetic.ts";
import type { Pass, TensorOperation } from "./lower.ts";

/** Nested bytes, flattened at the end. */
type Bytes = readonly (number | Bytes)[];

/** How many bytes one vector has, and one iteration of a kernel covers. */
export const vectorBytes = 16;

/** The opcodes behind the prefix 0xfd for f32x4; those for f64x2 lie 6 or 12 higher, that for bits is of no type. */
const vectorOpcodes: Readonly<Record<TensorOperation, number>> = {
  less: 0x43,
  lessEqual: 0x45,
  select: 0x52,
  abs: 0xe0,
  negate: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  subtract: 0xe5,
  multiply: 0xe6,
  divide: 0xe7,
  min: 0xe8,
  max: 0xe9,
};
const toWide = (opcode: number): number => (opcode < 0x52 ? 6 : opcode > 0x52 ? 12 : 0);
const unary: ReadonlySet<string> = new Set(["abs", "negate", "sqrt"]);

const i32 = 0x7f;
const v128 = 0x7b;
const get = (local: number): Bytes => [0x20, leb(local)];
const set = (local: number): Bytes => [0x21, leb(local)];
const simd = (opcode: number): Bytes => [0xfd, leb(opcode)];
const add: Bytes = [0x6a];
/** Alignment 1 (a hint) and an offset. */
const at = (offset: number): Bytes => [0, leb(offset)];
const load = (offset: number): Bytes => [simd(0), at(offset)];
const store = (offset: number): Bytes => [simd(11), at(offset)];

/**
 * Without a division or a root, the loop itself is what takes time: several vectors per iteration are 1.2 to 1.3 times
 * as fast in cache. The divider hides it otherwise. Padding reaches to `alignment` elements, at least four vectors.
 */
function vectorsPerIteration({ tensors }: Pass): number {
  return tensors.some(({ operation }) => operation === "divide" || operation === "sqrt") ? 1 : 4;
}

const [begin, end, stride, factors, progress, wanted] = [0, 1, 2, 3, 4, 5] as const;
/** The distance of each role but the first lies in the locals behind the parameters. */
const distance = (role: number): number => wanted + role;
const address = (role: number): Bytes => (role === 0 ? get(begin) : [get(begin), get(distance(role)), add]);

/**
 * The kernel of a program as a WebAssembly module: it imports the memory `m.m` and exports
 * `k(begin, end, stride, factors, progress, pass)`, which updates one element after the other in whole vectors.
 *
 * `begin` and `end` are addresses in role 0; role k lies k·`stride` bytes further on; `factors` is the address of
 * the factors. In a shared memory the kernel notes at `progress` up to which address it is done, after each vector.
 */
export function kernelModule(
  passes: readonly Pass[],
  dtype: DType,
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const most = (count: (pass: Pass) => number): number => Math.max(...passes.map(count));
  const roles = most(({ tensors, tensorStores }) =>
    Math.max(
      1,
      ...tensors.map(({ operation, left }) => (operation === "role" ? left + 1 : 0)),
      ...tensorStores.map(({ slot }) => slot + 1),
    ),
  );
  const distances = Array.from({ length: roles - 1 }, (_, index) => [
    index === 0 ? get(stride) : [get(distance(index)), get(stride), add],
    set(distance(index + 1)),
  ]);
  const bodies = passes.map((pass, index) => [
    [get(wanted), 0x41, signed(index), 0x46, 0x04, 0x40], // i32.const, i32.eq, if
    loopOver(pass, dtype, shared, roles),
    0x0b, // end
  ]);
  const locals = [2, leb(roles - 1), i32, leb(most(({ tensors }) => tensors.length)), v128];
  return moduleOf([
    [1, [1, 0x60, vectorOf([i32, i32, i32, i32, i32, i32]), 0]],
    [2, [1, text("m"), text("m"), 2, shared ? [3, 1, leb(65536)] : [0, 1]]],
    [3, [1, 0]],
    [7, [1, text("k"), 0, 0]],
    [10, [1, sized([locals, distances, bodies, 0x0b])]],
  ]);
}

/** One pass over all elements. */
function loopOver(pass: Pass, dtype: DType, shared: boolean, roles: number): Bytes {
  const { tensors, tensorStores } = pass;
  // One vector per instruction, in the locals behind the distances.
  const vector = (register: number): number => distance(roles + register);
  const [elementBytes, splat] = dtype === "f32" ? [4, 9] : [8, 10];
  const splats = tensors.map(({ operation, left }, register) =>
    operation === "factor" ? [get(factors), simd(splat), at(left * elementBytes), set(vector(register))] : [],
  );
  const body = (offset: number): Bytes => [
    tensors.map(({ operation, left, right, mask }, register) => {
      if (operation === "factor") return [];
      const opcode = vectorOpcodes[operation as TensorOperation];
      const value =
        operation === "role"
          ? [address(left), load(offset)]
          : [
              get(vector(left)),
              unary.has(operation) ? [] : get(vector(right)),
              operation === "select" ? get(vector(mask)) : [],
              simd(dtype === "f32" ? opcode : opcode + toWide(opcode)),
            ];
      return [value, set(vector(register))];
    }),
    tensorStores.map(({ slot, value }) => [address(slot), get(vector(value)), store(offset)]),
  ];
  const vectors = vectorsPerIteration(pass);
  const next = [get(begin), 0x41, signed(vectors * vectorBytes), add, 0x22, begin]; // i32.const, local.tee
  const note = shared ? [get(progress), get(begin), [0x36, 2, 0]] : [];
  return [
    splats,
    [0x03, 0x40], // loop
    Array.from({ length: vectors }, (_, index) => body(index * vectorBytes)),
    shared ? [next, 0x1a, note, get(begin)] : next,
    [get(end), 0x49, 0x0d, 0], // lt_u, br_if 0
    0x0b, // end
  ];
}

function moduleOf(sections: readonly (readonly [id: number, content: Bytes])[]): Uint8Array<ArrayBuffer> {
  const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from(flat([magic, sections.map(([id, content]) => [id, sized(content)])]));
}

function flat(bytes: Bytes): number[] {
  return (bytes as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
}

/** An unsigned number in LEB128. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

/** A number from 0 to 8191 in signed LEB128. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, value >>> 7];
}

function sized(content: Bytes): Bytes {
  const bytes = flat(content);
  return [leb(bytes.length), bytes];
}

function vectorOf(items: readonly number[]): Bytes {
  return [items.length, items];
}

function text(letter: string): Bytes {
  return [1, letter.charCodeAt(0)];
}
