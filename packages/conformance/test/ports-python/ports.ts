import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A port in Python, and what is expected of it. */
export interface PythonPort {
  /** Its folder in ports/. */
  readonly folder: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The modules that have to be there, with spaces between them. */
  readonly module: string;
  /** Rule → the choice that explains it to the specification; an empty one means other defaults, or none at all. */
  readonly named: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

const outside = { epsSite: "outside" };
const raw = { epsSite: "outside", epsOn: "raw" };
const lrOutside = { lrInVelocity: "no" };

const keras: Omit<PythonPort, "module" | "env"> = {
  folder: "keras",
  named: { adagrad: { acc0: 0.1 }, adam: { ...raw, betaPowers: "tensorType", moments: "incremental" } },
};

/** Every port in Python; the choices are those of binary32 where a port has it. */
export const pythonPorts: readonly PythonPort[] = [
  {
    folder: "torch",
    module: "torch",
    named: { momentum: lrOutside, adagrad: outside, adam: outside },
  },
  {
    folder: "optax",
    module: "optax",
    named: { momentum: lrOutside, adagrad: { acc0: 0.1 }, adam: { ...outside, betaPowers: "tensorType" } },
  },
  { folder: "optax", args: ["normative"], module: "optax", named: {} },
  {
    folder: "jax-examples",
    module: "jax.example_libraries",
    named: { momentum: lrOutside, adam: { ...outside, betaPowers: "tensorType" } },
  },
  { ...keras, module: "tensorflow keras", env: { KERAS_BACKEND: "tensorflow" } },
  { ...keras, module: "torch keras", env: { KERAS_BACKEND: "torch" } },
  { ...keras, module: "jax keras", env: { KERAS_BACKEND: "jax" } },
  {
    folder: "tensorflow",
    module: "tensorflow",
    named: {
      momentum: lrOutside,
      adagrad: { epsSite: "none", acc0: 0.1 },
      adam: { ...raw, betaPowers: "laggedProduct", weights: "tensorType", moments: "incremental" },
    },
  },
  { folder: "sklearn", module: "sklearn", named: { momentum: { nesterov: "yes" }, adam: raw } },
  {
    folder: "autograd",
    module: "autograd",
    named: { momentum: { ...lrOutside, gain: "1-momentum" }, adam: outside },
  },
  {
    folder: "tinygrad",
    module: "tinygrad",
    named: { momentum: lrOutside, adam: { ...outside, betaPowers: "runningProduct" } },
  },
  {
    folder: "mlx",
    module: "mlx.optimizers",
    named: { momentum: lrOutside, adagrad: outside, adam: { ...outside, biasCorrection: "none" } },
  },
];

const interpreter = process.env.OPTSPEC_PYTHON;

/** The command that starts a port; undefined where OPTSPEC_PYTHON names no interpreter that has the library. */
export function commandOf({ folder, args = [], module }: PythonPort): readonly string[] | undefined {
  if (interpreter === undefined || interpreter === "") return undefined;
  const path = fileURLToPath(new URL(`../../ports/${folder}/port.py`, import.meta.url));
  // Found without being imported, which takes seconds.
  const search = `import importlib.util as u, sys; sys.exit(None in map(u.find_spec, "${module}".split()))`;
  return spawnSync(interpreter, ["-c", search]).status === 0 ? [interpreter, path, ...args] : undefined;
}
