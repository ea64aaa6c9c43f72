import { type Case, caseName } from "./cases.ts";
import { type Contender, startContender, starts } from "./contender.ts";

/** What one contender did in one case: nanoseconds per step, round by round; or why it is missing. */
export interface Measurement {
  readonly contender: string;
  readonly rounds: readonly number[];
  readonly missing?: string;
}

export interface CaseResult {
  readonly case: Case;
  readonly measurements: readonly Measurement[];
}

export interface Effort {
  readonly rounds: number;
  /** Seconds of one round and of the steps before the first one. */
  readonly seconds: number;
  readonly warmup: number;
}

/** Runs all cases; in each, the contenders take turns round by round, one at a time. */
export async function measure(
  cases: readonly Case[],
  { rounds, seconds, warmup }: Effort,
  report: (line: string) => void,
): Promise<{ results: CaseResult[]; about: Record<string, string>; missing: Record<string, string> }> {
  const running = new Map<string, Contender>();
  const about: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const name of Object.keys(starts)) {
    const started = startContender(name);
    if (typeof started === "string") missing[name] = started;
    else {
      running.set(name, started);
      about[name] = started.about;
    }
  }
  /** An answer; that of a contender that dies is why it is missing, and it starts anew. */
  const asked = async (contender: Contender, line: string): Promise<string> => {
    try {
      return await contender.ask(line);
    } catch {
      report(`${contender.name} died at "${line}"`);
      const again = startContender(contender.name);
      if (typeof again !== "string") running.set(contender.name, again);
      return "missing it died";
    }
  };
  const results: CaseResult[] = [];
  for (const current of cases) {
    report(caseName(current));
    const { rule, dtype, n, tensors, threads } = current;
    const present: { contender: Contender; times: number[]; left: number }[] = [];
    const absent: Measurement[] = [];
    for (const name of current.contenders) {
      const contender = running.get(name);
      const answer =
        contender === undefined
          ? `missing ${missing[name]}`
          : await asked(contender, `prepare ${rule} ${dtype} ${n} ${tensors} ${threads} ${warmup}`);
      if (contender !== undefined && answer === "ok") present.push({ contender, times: [], left: rounds });
      else absent.push({ contender: name, rounds: [], missing: answer.replace("missing ", "") });
    }
    for (let round = 0; round < rounds; round++)
      for (const entry of present) {
        if (entry.left-- <= 0) continue;
        // Threads of the one before may spin for some milliseconds yet.
        if (threads > 1) await new Promise((resolve) => setTimeout(resolve, 10));
        const nanoseconds = Number(await asked(entry.contender, `round ${seconds}`));
        if (Number.isNaN(nanoseconds)) entry.left = 0;
        else entry.times.push(nanoseconds);
        // Three rounds of a contender that takes seconds for a step are enough to tell.
        if (nanoseconds > 1e9) entry.left = Math.min(entry.left, 2 - round);
      }
    for (const { contender } of present) await asked(contender, "drop");
    results.push({
      case: current,
      measurements: [
        ...present.map(({ contender, times }) => ({
          contender: contender.name,
          rounds: times,
          ...(times.length === 0 && { missing: "it died" }),
        })),
        ...absent,
      ],
    });
  }
  for (const contender of running.values()) contender.stop();
  return { results, about, missing };
}

/** The quartiles of some numbers. */
export function quartiles(values: readonly number[]): [low: number, median: number, high: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const position = (sorted.length - 1) * part;
    const below = Math.floor(position);
    return sorted[below]! + (position - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!);
  };
  return [at(0.25), at(0.5), at(0.75)];
}
