import { createOptimizer, type FloatArray, type Options, rules } from "../src/index.ts";
import { fillWild, randomWords } from "../test/backends/wild.ts";

/** What one run of `scenario` says, the same in Node and in a browser. */
export interface Outcome {
  readonly backend: string;
  readonly threads: number;
  /** One hash of all bits per rule and type. */
  readonly bits: Readonly<Record<string, string>>;
}

/** FNV-1a over the 32-bit words of arrays, every NaN counting as the same one. */
function hashOf(arrays: readonly FloatArray[]): string {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    const words = new Uint32Array(array.slice().buffer);
    const each = words.length / array.length;
    for (let i = 0; i < words.length; i++) {
      const word = Number.isNaN(array[Math.floor(i / each)]) ? 0x7fc00000 : words[i]!;
      hash = Math.imul(hash ^ word, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What happened when a worker died: the error, and the state of the update that was the last one by then. */
export interface Crash {
  readonly message: string;
  readonly t: number;
  readonly bits: string;
  readonly threads: number;
}

/** Trains Adam until a step throws, or for `steps` steps, and says what the state is then. */
export async function untilCrash(
  options: Pick<Options, "threads">,
  length: number,
  steps: number,
): Promise<Crash> {
  const w = new Float32Array(length);
  const next = randomWords(length);
  fillWild(w, "f32", next);
  const optimizer = createOptimizer(rules.adam, {}, { w }, options);
  fillWild(optimizer.grads.w!, "f32", next);
  let message = "";
  while (message === "" && optimizer.t < steps) {
    // A page's worker cannot start while the page is busy.
    if (optimizer.t % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    try {
      optimizer.step();
    } catch (error) {
      message = String(error);
    }
  }
  const { t, threads } = optimizer;
  optimizer.close();
  return { message, t, threads, bits: hashOf([optimizer.params.w!, ...Object.values(optimizer.state.w!)]) };
}

/** Trains every rule from wild numbers, in both types, on enough elements for threads to engage. */
export async function scenario(
  options: Pick<Options, "backend" | "threads">,
  length: number,
): Promise<Outcome> {
  const bits: Record<string, string> = {};
  let last = { backend: "", threads: 0 };
  for (const rule of Object.values(rules))
    for (const dtype of ["f32", "f64"] as const) {
      const Type = dtype === "f32" ? Float32Array : Float64Array;
      const next = randomWords(length);
      const w = new Type(length);
      const b = new Type(37);
      fillWild(w, dtype, next);
      fillWild(b, dtype, next);
      const optimizer = createOptimizer(rule, {}, { w, b }, options);
      // Workers take a moment to start; the bits do not depend on when.
      if (options.threads) await new Promise((resolve) => setTimeout(resolve, 150));
      const gradient = new Type(length);
      fillWild(gradient, dtype, next);
      for (let step = 0; step < 12; step++) {
        for (let i = 0; i < length; i += 1 + step) gradient[i] = gradient[(i * 7 + step) % length]!;
        optimizer.step({ w: gradient, b: gradient.slice(step, step + 37) as typeof b });
      }
      const state = Object.values(optimizer.state as Record<string, Record<string, FloatArray>>);
      bits[`${rule.name} ${dtype}`] = hashOf([
        ...Object.values(optimizer.params),
        ...state.flatMap((slots) => Object.values(slots)),
      ]);
      last = { backend: optimizer.backend, threads: optimizer.threads };
      optimizer.close();
    }
  return { ...last, bits };
}
