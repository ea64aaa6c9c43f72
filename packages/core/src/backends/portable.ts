import { arithmetic, type FloatArray } from "./arithmetic.ts";
import type { Arena, Backend } from "./backend.ts";

/** Elements per block: a register file of some twenty blocks stays in the first-level cache. */
const blockLength = 256;

/** Plain JavaScript, block by block: the reference, for wherever JavaScript runs. */
export const portable: Backend = {
  name: "portable",

  allocate(dtype, roles, length): Arena {
    const Type = dtype === "f32" ? Float32Array : Float64Array;
    const bytes = length * Type.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer(roles * bytes);
    return {
      dtype,
      length,
      roles: Array.from({ length: roles }, (_, role) => new Type(buffer, role * bytes, length)),
    };
  },

  compile({ tensors, tensorStores }, { dtype, length, roles }) {
    const stride = Math.min(blockLength, length);
    const size = tensors.length * stride;
    const registers: FloatArray = dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
    return (begin, end, factors) => {
      for (let i = 0; i < tensors.length; i++) {
        const { operation, left } = tensors[i]!;
        if (operation === "factor") registers.fill(factors[left]!, i * stride, (i + 1) * stride);
      }
      for (let start = begin; start < end; start += stride) {
        const count = Math.min(stride, end - start);
        for (let i = 0; i < tensors.length; i++) {
          const { operation, left, right } = tensors[i]!;
          if (operation === "role") copy(roles[left]!, start, registers, i * stride, count);
          else if (operation in arithmetic)
            arithmetic[operation as keyof typeof arithmetic](
              registers,
              i * stride,
              left * stride,
              right * stride,
              count,
            );
        }
        for (const { slot, value } of tensorStores)
          copy(registers, value * stride, roles[slot]!, start, count);
      }
    };
  },
};

function copy(from: FloatArray, fromStart: number, to: FloatArray, toStart: number, count: number): void {
  for (let i = 0; i < count; i++) to[toStart + i] = from[fromStart + i]!;
}
