import type { FloatArray } from "@optspec/core";
import {
  type Checkpoint,
  type Difference,
  differences,
  emptyOptimizer,
  type Manifest,
  tensorsOf,
} from "@optspec/schema";
import { read } from "@optspec/schema/node";
import { ulpDistance } from "../../verify/ulp.ts";
import type { Action } from "../checkpoint.ts";
import { exitCodes } from "../exit-codes.ts";

/** How the numbers of one tensor differ. */
interface TensorDifference {
  readonly tensor: string;
  /** Elements whose bits differ, of all. */
  readonly elements: number;
  readonly of: number;
  /** The largest distance in units in the last place; Infinity for a NaN on one side. */
  readonly ulps: number;
}

/** `optspec checkpoint diff`: exit code 1 when anything differs but writer and metadata. */
export const diff: Action = {
  paths: ["checkpoint", "checkpoint"],
  async run([first, second], { json }, { out }) {
    const [one, other] = [await read(first!), await read(second!)];
    const manifest = [
      ...differences(targetOf(one.manifest), other.manifest),
      ...inCounts(one.manifest, other.manifest),
    ];
    const tensors = inTensors(one, other);
    const same = manifest.length + tensors.length === 0;
    if (json === true)
      out(
        `${JSON.stringify({ ok: true, same, manifest, tensors }, (_, value) => (value === Number.POSITIVE_INFINITY ? "Infinity" : value), 2)}\n`,
      );
    else if (same) out("the same rule, configuration and numbers, bit for bit\n");
    else
      out(
        [
          ...manifest.map(({ path, expected, got }) => `${path}: ${expected} | ${got}`),
          ...tensors.map(
            ({ tensor, elements, of, ulps }) => `${tensor}: ${elements} of ${of} numbers, up to ${ulps} ULP`,
          ),
          "",
        ].join("\n"),
      );
    return same ? exitCodes.conformant : exitCodes.deviates;
  },
};

/** A checkpoint as the side of an optimizer. */
function targetOf(manifest: Manifest): Parameters<typeof differences>[0] {
  const optimizer = emptyOptimizer(manifest, { backend: "portable" });
  return {
    rule: optimizer.rule,
    snapshot: optimizer.snapshot(),
    shapes: Object.fromEntries(manifest.params.map(({ name, shape }) => [name, shape])),
  };
}

function inCounts(one: Manifest, other: Manifest): Difference[] {
  return (["t", "skipped", "theta"] as const).flatMap((field) => {
    const [expected, got] = [JSON.stringify(one[field]), JSON.stringify(other[field])];
    return expected === got || (field === "theta" && !other.theta) ? [] : [{ path: field, expected, got }];
  });
}

function inTensors(one: Checkpoint, other: Checkpoint): TensorDifference[] {
  return tensorsOf(one.manifest).flatMap(({ name }) => {
    const [a, b] = [one.tensors.get(name)!, other.tensors.get(name)];
    if (b === undefined || a.length !== b.length || a.BYTES_PER_ELEMENT !== b.BYTES_PER_ELEMENT) return [];
    const [x, y] = [bitsOf(a), bitsOf(b)];
    let elements = 0;
    let ulps = 0;
    for (let i = 0; i < a.length; i++) {
      if (x[i] === y[i]) continue;
      elements++;
      ulps = Math.max(ulps, Number(ulpDistance(a[i]!, b[i]!, one.manifest.dtype)));
    }
    return elements === 0 ? [] : [{ tensor: name, elements, of: a.length, ulps }];
  });
}

function bitsOf(array: FloatArray): Uint32Array | BigUint64Array {
  const { buffer, byteOffset, length } = array;
  return array.BYTES_PER_ELEMENT === 4
    ? new Uint32Array(buffer, byteOffset, length)
    : new BigUint64Array(buffer, byteOffset, length);
}
