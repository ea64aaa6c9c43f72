import type { Backend, BackendName } from "./backend.ts";
import { portable } from "./portable.ts";
import { wasm } from "./wasm.ts";

/** What may be asked for: `auto` takes the fastest backend that runs here. */
export type BackendChoice = "auto" | BackendName;

const automatic: Backend = (plan) => {
  try {
    return wasm(plan);
  } catch {
    // No WebAssembly, no SIMD, a content security policy without 'wasm-unsafe-eval', or more than a wasm memory holds.
    return portable(plan);
  }
};

/** The backends by name. */
export const backends: Readonly<Record<BackendChoice, Backend>> = { auto: automatic, portable, wasm };
