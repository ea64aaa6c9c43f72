import { bytesOf, joined } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { printHeader } from "../safetensors/print-header.ts";
import { headerLength, readHeader } from "../safetensors/read-header.ts";

/** An array of another library. */
export interface ForeignArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int32Array | BigInt64Array;
}

/** What another library keeps: arrays by its own keys, and texts beside them. */
export interface ForeignState {
  readonly metadata: Readonly<Record<string, string>>;
  readonly arrays: ReadonlyMap<string, ForeignArray>;
}

const types = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
} as const;

/**
 * Reads a safetensors file of anybody.
 * @throws CheckpointError `syntax`, `limit`, or `field` for a type other than F32, F64, I32 and I64.
 */
export function readForeign(bytes: Uint8Array, path = "file"): ForeignState {
  const length = headerLength(bytes.subarray(0, 8), bytes.length, path);
  const { metadata, tensors } = readHeader(bytes.subarray(8, 8 + length), bytes.length, path);
  const arrays = tensors.map(({ name, dtype, shape, begin, end }): [string, ForeignArray] => {
    if (!Object.hasOwn(types, dtype)) fail("field", `${path}: ${name}`, Object.keys(types).join(", "), dtype);
    const { buffer } = new Uint8Array(bytes.subarray(begin, end));
    return [name, { shape, values: new types[dtype as keyof typeof types](buffer) }];
  });
  return { metadata: Object.fromEntries(metadata), arrays: new Map(arrays) };
}

/** The safetensors file of a state. */
export function writeForeign({ metadata, arrays }: ForeignState): Uint8Array {
  const entries = [...arrays];
  const head = printHeader(
    metadata,
    entries.map(([name, { shape, values }]) => ({
      name,
      dtype: typeOf(values),
      shape,
      byteLength: values.byteLength,
    })),
  );
  return joined([head, ...entries.map(([, { values }]) => bytesOf(values))]);
}

function typeOf(values: ForeignArray["values"]): string {
  return Object.entries(types).find(([, type]) => values instanceof type)![0];
}
