import { encodeUtf8, joined } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { printInline } from "../json/print.ts";
import { limits } from "../limits.ts";

/** A tensor that is to be written. */
export interface TensorPlan {
  readonly name: string;
  /** The name that safetensors gives the element type, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly byteLength: number;
}

/**
 * The beginning of a safetensors file: 8 bytes with the length of the header, and the header, padded with spaces so that
 * the data begin at a multiple of 8. The tensors' bytes follow in the given order.
 * @param metadata - in this order, before the tensors.
 * @throws CheckpointError `limit` for a header that no reader here would take.
 */
export function printHeader(
  metadata: Readonly<Record<string, string>>,
  tensors: readonly TensorPlan[],
): Uint8Array {
  let at = 0;
  const entries = tensors.map(({ name, dtype, shape, byteLength }) => {
    const offsets = [at, at + byteLength];
    at += byteLength;
    return `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${offsets}]}`;
  });
  const pairs = Object.entries(metadata).map(
    ([name, text]) => `${JSON.stringify(name)}:${printInline(text, "metadata")}`,
  );
  const text = encodeUtf8(`{"__metadata__":{${pairs}}${entries.map((entry) => `,${entry}`).join("")}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (length > limits.headerBytes)
    fail("limit", "header", `at most ${limits.headerBytes} bytes`, `${length}`);
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(length), true);
  return joined([prefix, text, new Uint8Array(length - text.length).fill(0x20)]);
}
