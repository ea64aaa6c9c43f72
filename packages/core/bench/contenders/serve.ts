import { createInterface } from "node:readline";

/** One case, as a contender gets it: a rule on some tensors of `n` elements each. */
export interface Work {
  readonly rule: string;
  readonly dtype: "f32" | "f64";
  readonly n: number;
  readonly tensors: number;
  readonly threads: number;
}

/** A prepared optimizer. */
export interface Subject {
  step(): unknown;
  close?(): void;
}

/**
 * Answers the lines of the benchmark: `prepare RULE DTYPE N TENSORS THREADS WARMUP`, `round SECONDS`, `drop`.
 * A round does steps for so long and answers with nanoseconds per step.
 * @param prepare - makes a subject, or says in a string why there is none.
 */
export async function serve(prepare: (work: Work) => Promise<Subject | string>): Promise<void> {
  let subject: Subject | undefined;
  let batch = 1;
  const round = async (seconds: number): Promise<number> => {
    const current = subject!;
    const start = process.hrtime.bigint();
    let steps = 0;
    let elapsed = 0;
    do {
      for (let i = 0; i < batch; i++) {
        const done = current.step();
        if (done instanceof Promise) await done;
      }
      steps += batch;
      elapsed = Number(process.hrtime.bigint() - start);
    } while (elapsed < seconds * 1e9);
    batch = Math.max(1, Math.round((steps * seconds * 1e9) / elapsed / 8));
    return elapsed / steps;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...rest] = line.split(" ");
    if (command === "prepare") {
      const [rule, dtype, n, tensors, threads, warmup] = rest as [string, "f32" | "f64", ...string[]];
      const made = await prepare({
        rule,
        dtype,
        n: Number(n),
        tensors: Number(tensors),
        threads: Number(threads),
      }).catch((error: unknown) => String(error).split("\n")[0]!);
      batch = 1;
      subject = typeof made === "string" ? undefined : made;
      if (subject !== undefined) await round(Number(warmup));
      console.log(typeof made === "string" ? `missing ${made}` : "ok");
    } else if (command === "round") console.log(String(await round(Number(rest[0]))));
    else {
      subject?.close?.();
      subject = undefined;
      (globalThis as { gc?: () => void }).gc?.();
      console.log("ok");
    }
  }
}

/** Arrays by name, each element `value`. */
export function arrays(
  { dtype, n, tensors }: Work,
  value: number,
): Record<string, Float32Array> | Record<string, Float64Array> {
  const Type = dtype === "f32" ? Float32Array : Float64Array;
  return Object.fromEntries(
    Array.from({ length: tensors }, (_, index) => [`w${index}`, new Type(n).fill(value)]),
  ) as Record<string, Float32Array>;
}
