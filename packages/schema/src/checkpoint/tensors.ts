import { defineRule } from "@optspec/core";
import type { Manifest } from "./manifest/manifest.ts";
import { elementCount } from "./safetensors/read-header.ts";

/** One tensor of a checkpoint. */
export interface Tensor {
  /** `theta/w`, `s/w`: the role, a slash, and the name of the parameter, whatever that is. */
  readonly name: string;
  /** `theta`, or a state slot. */
  readonly role: string;
  readonly param: string;
  readonly shape: readonly number[];
  readonly length: number;
}

/** The tensors that belong to a manifest, in the order in which they are written: role by role (CKPT-8). */
export function tensorsOf({ program, theta, params }: Manifest): Tensor[] {
  const roles = [...(theta ? ["theta"] : []), ...defineRule(program.join("\n")).states];
  return roles.flatMap((role) =>
    params.map(({ name, shape }) => ({
      name: `${role}/${name}`,
      role,
      param: name,
      shape,
      length: elementCount(shape, name),
    })),
  );
}

/** Bytes of an element, and what safetensors calls it. */
export const elements: Readonly<
  Record<"f32" | "f64", { readonly bytes: 4 | 8; readonly name: "F32" | "F64" }>
> = {
  f32: { bytes: 4, name: "F32" },
  f64: { bytes: 8, name: "F64" },
};
