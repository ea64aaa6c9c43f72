import { type DType, elementBytes, type FloatArray } from "./arithmetic.ts";
import { alignment, type Backend } from "./backend.ts";
import { type Loop, loops } from "./loops.ts";
import type { Pass, TensorOperation } from "./lower.ts";

/** Bytes of one register: some twenty of them stay in the first-level cache. */
const blockBytes = 1024;

/** One loop over one block; of each operand, the place in memory for element 0, and whether it moves with the block. */
interface Step {
  readonly loop: Loop;
  readonly out: number;
  readonly outMoves: number;
  readonly left: number;
  readonly leftMoves: number;
  readonly right: number;
  readonly mask: number;
}

/**
 * Plain JavaScript, block by block: the reference, for wherever JavaScript runs.
 * Roles and registers are parts of one array, so that every loop reads and writes one array of one type.
 */
export const portable: Backend = ({ code, passes, dtype, roles, length, groups }) => {
  const block = blockBytes / elementBytes[dtype];
  const stride = Math.ceil(length / alignment) * alignment;
  const registers = roles * stride;
  const most = Math.max(...passes.map(({ tensors }) => tensors.length));
  const memory = allocate(dtype, registers + most * block);
  const compiled = passes.map((pass) => compile(pass, dtype, stride, (index) => registers + index * block));
  const factors = groups.map(() => memory.slice(0, code.factors.length));
  return {
    backend: "portable",
    threads: 1,
    roles: Array.from({ length: roles }, (_, role) => memory.subarray(role * stride, role * stride + length)),
    factors,
    check() {},
    run(pass = 0) {
      const { tensors } = passes[pass]!;
      const steps = compiled[pass]!;
      for (let group = 0; group < groups.length; group++) {
        const { begin, end } = groups[group]!;
        for (let i = 0; i < tensors.length; i++) {
          const { operation, left } = tensors[i]!;
          const at = registers + i * block;
          if (operation === "factor") spread(factors[group]!, left, memory, at, block);
        }
        for (let start = begin; start < end; start += block) {
          const count = Math.min(block, end - start);
          for (let i = 0; i < steps.length; i++) {
            const { loop, out, outMoves, left, leftMoves, right, mask } = steps[i]!;
            loop(memory, out + outMoves * start, left + leftMoves * start, right, count, mask);
          }
        }
      }
    },
    close() {},
  };
};

function allocate(dtype: DType, length: number): FloatArray {
  try {
    return dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
  } catch {
    throw new RangeError(
      `params: expected an optimizer that fits in memory, got ${length} ${dtype} elements`,
    );
  }
}

/** Copies the roles into registers, computes there, and copies back what is stored. */
function compile(
  { tensors, tensorStores }: Pass,
  dtype: DType,
  stride: number,
  register: (index: number) => number,
): Step[] {
  const isFactor = (index: number): boolean => tensors[index]!.operation === "factor";
  const steps = tensors.flatMap(({ operation, left, right, mask }, index): Step[] => {
    const step = { out: register(index), outMoves: 0, leftMoves: 0, mask: register(mask) };
    if (operation === "factor") return [];
    if (operation === "role") return [{ ...step, loop: copy, left: left * stride, leftMoves: 1, right: 0 }];
    const [tensor, other] = isFactor(left) ? [right, left] : [left, right];
    if ((operation === "add" || operation === "multiply") && isFactor(other))
      return [
        { ...step, loop: loops[dtype][`${operation}Factor`], left: register(tensor), right: register(other) },
      ];
    const loop = loops[dtype][operation as TensorOperation];
    return [{ ...step, loop, left: register(left), right: register(right) }];
  });
  const stores = tensorStores.map(({ slot, value }): Step => {
    const out = slot * stride;
    return { loop: copy, out, outMoves: 1, left: register(value), leftMoves: 0, right: 0, mask: 0 };
  });
  return [...steps, ...stores];
}

const copy: Loop = (memory, out, left, _, count) => {
  memory.copyWithin(out, left, left + count);
};

/** Writes one number of an array to many places of another; `fill` would put the number on the heap. */
export function spread(
  source: FloatArray,
  index: number,
  target: FloatArray,
  at: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[at + i] = source[index]!;
}
