import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A port in Python, and what is expected of it. */
export interface PythonPort {
  /** Its folder in ports/, after `python-`. */
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
  {
    ...keras,
    module: "torch keras",
    env: { KERAS_BACKEND: "torch" },
    // This backend has an implementation of its own.
    named: { adagrad: { acc0: 0.1 }, adam: { ...raw, betaPowers: "tensorType" } },
  },
  { ...keras, module: "jax keras", env: { KERAS_BACKEND: "jax" } },
  {
    folder: "tensorflow",
    module: "tensorflow",
    named: {
      momentum: lrOutside,
      // It has no ε, and is asked only where ε is 0; then no site can be told.
      adagrad: { acc0: 0.1 },
      adam: { ...raw, betaPowers: "laggedProduct", weights: "tensorType", moments: "incremental" },
    },
  },
  { folder: "sklearn", module: "sklearn", named: { momentum: { nesterov: "yes" }, adam: raw } },
  {
    folder: "autograd",
    module: "autograd",
    // η does not change within a run, so its place cannot be told.
    named: { momentum: { gain: "1-momentum" }, adam: outside },
  },
  {
    folder: "tinygrad",
    module: "tinygrad",
    // Interprets, so that no compiler is needed; vitest sets DEV to something else.
    env: { DEV: "PYTHON" },
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
  const path = fileURLToPath(new URL(`../../ports/python-${folder}/port.py`, import.meta.url));
  // Found without being imported, which takes seconds.
  const search = `import importlib.util as u, sys; sys.exit(None in map(u.find_spec, "${module}".split()))`;
  return spawnSync(interpreter, ["-c", search]).status === 0 ? [interpreter, path, ...args] : undefined;
}
