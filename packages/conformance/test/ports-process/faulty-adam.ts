import type { Port, RunReply, RunRequest } from "../../src/ports/port.ts";

type Tensors = Record<string, number[]>;
type Config = Record<string, number>;

/** What an Adam that multiplies its powers along keeps between updates. */
interface Memory {
  t: number;
  power1: number;
  power2: number;
  config: Config;
  s: Tensors;
  r: Tensors;
}

/** Where an implementation can go wrong without its free-running trajectories showing it. */
export interface Faults {
  /** What is written to the file, from the memory after update k. */
  readonly save?: (memory: Memory) => Memory;
  /** What the fresh optimizer becomes, from its own memory and the file. */
  readonly load?: (fresh: Memory, saved: Memory) => Memory;
  /** What it becomes from a state that it is given, instead of `restored`. */
  readonly restore?: (restored: Memory) => Memory;
}

/** An honest Adam in f64, but for its faults; it can report, restore and resume. */
export function faultyAdam({ save = same, load = (_, saved) => saved, restore = same }: Faults): Port {
  return {
    port: { name: "faulty", version: "0", language: "javascript" },
    claims: [{ rule: "adam", profile: "normative", dtypes: ["f64"] }],
    capabilities: ["state", "restore", "resume"],
    run(request): RunReply {
      const theta = mapValues(request.params, ({ data }) => [...data]);
      let memory = fresh(request.config, theta);
      if (request.from !== undefined) memory = restore(restored(memory, request.from));
      const steps = request.steps.map(({ grads, config }, done) => {
        if (done === request.resumeAt) {
          const saved = JSON.stringify(save(memory));
          memory = load(fresh(request.resumeConfig!, theta), JSON.parse(saved));
        }
        Object.assign(memory.config, config);
        // The rule has powers of the betas of this update, not products of those of all updates.
        if (config?.beta1 !== undefined || config?.beta2 !== undefined)
          Object.assign(memory, powers(memory.config, memory.t));
        update(memory, theta, grads);
        const { s, r } = memory;
        return structuredClone({
          params: theta,
          state: mapValues(theta, (_, name) => ({ s: s[name]!, r: r[name]! })),
        });
      });
      return { steps };
    },
  };
}

function same(memory: Memory): Memory {
  return memory;
}

function fresh(config: Config, theta: Tensors): Memory {
  const zeros = (): Tensors => mapValues(theta, (values) => values.map(() => 0));
  const defaults = { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 };
  return { t: 0, power1: 1, power2: 1, config: { ...defaults, ...config }, s: zeros(), r: zeros() };
}

/** The powers cannot be read off a state; they are computed anew. */
function restored({ config }: Memory, { t, state }: NonNullable<RunRequest["from"]>): Memory {
  const slot = (name: "s" | "r"): Tensors => mapValues(state, (slots) => [...slots[name]!]);
  return { ...powers(config, t), config, s: slot("s"), r: slot("r") };
}

/** t updates with constant betas. */
export function powers(config: Config, t: number): Pick<Memory, "t" | "power1" | "power2"> {
  return { t, power1: config.beta1! ** t, power2: config.beta2! ** t };
}

function update(memory: Memory, theta: Tensors, grads: Readonly<Record<string, readonly number[]>>): void {
  const { lr, beta1, beta2, eps } = memory.config as Record<"lr" | "beta1" | "beta2" | "eps", number>;
  memory.power1 *= beta1;
  memory.power2 *= beta2;
  memory.t++;
  for (const [name, values] of Object.entries(theta)) {
    const [s, r] = [memory.s[name]!, memory.r[name]!];
    grads[name]!.forEach((g, i) => {
      s[i] = beta1 * s[i]! + (1 - beta1) * g;
      r[i] = beta2 * r[i]! + (1 - beta2) * g * g;
      values[i] =
        values[i]! - (lr * (s[i]! / (1 - memory.power1))) / Math.sqrt(r[i]! / (1 - memory.power2) + eps);
    });
  }
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
