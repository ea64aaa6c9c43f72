import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program that answers the lines of contenders/serve.ts, in a process of its own. */
export interface Contender {
  readonly name: string;
  /** Versions, for the report. */
  readonly about: string;
  ask(line: string): Promise<string>;
  stop(): void;
}

/** How a contender is started, or a sentence that says why it is missing. */
type Start = () => { command: string; args: string[]; about: string } | string;

const file = (name: string): string => fileURLToPath(new URL(`contenders/${name}`, import.meta.url));
const node = (name: string, way = ""): Start => {
  return () => ({
    command: process.execPath,
    args: ["--no-warnings", "--expose-gc", file(`${name}.ts`), way],
    about: `Node ${process.versions.node}`,
  });
};

let built: string | undefined;
const compiled = (name: string, flags: readonly string[]): Start => {
  return () => {
    built ??= mkdtempSync(join(tmpdir(), "optspec-bench-"));
    const program = join(built, name);
    try {
      execFileSync(
        "cc",
        [
          "-O3",
          "-march=native",
          "-fno-math-errno",
          ...flags,
          "-o",
          program,
          file("twin.c"),
          "-lm",
          "-lpthread",
        ],
        { stdio: "pipe" },
      );
      const about = execFileSync("cc", ["--version"], { encoding: "utf8" }).split("\n")[0]!;
      return { command: program, args: [], about };
    } catch (error) {
      return `no C compiler (${String((error as Error).message).split("\n")[0]})`;
    }
  };
};

/** $OPTSPEC_PYTHON, or python3 where it has the module. */
const python = (way: string, module: string): Start => {
  return () => {
    const command = process.env.OPTSPEC_PYTHON ?? "python3";
    try {
      const code = `import ${module}; print(${module}.__version__)`;
      const about = execFileSync(command, ["-c", code], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      return { command, args: [file("python.py"), way], about: `${module} ${about.trim().split("+")[0]}` };
    } catch {
      return `no ${module} in the Python of $OPTSPEC_PYTHON`;
    }
  };
};

/** Every contender, in the order of the report. */
export const starts: Readonly<Record<string, Start>> = {
  core: node("core"),
  "core, 1 thread": node("core", "alone"),
  "core, 1 tensor": node("core", "flat"),
  "core step(grads)": node("core", "foreign"),
  "core portable": node("core", "portable"),
  "C 128-bit": compiled("narrow", ["-mprefer-vector-width=128", "-ffp-contract=off"]),
  "C native": compiled("native", []),
  "torch fused": python("fused", "torch"),
  "torch foreach": python("foreach", "torch"),
  "torch loop": python("loop", "torch"),
  numpy: python("numpy", "numpy"),
  "plain JS": node("plain"),
  "jax-js wasm": node("jax"),
  "tfjs cpu": node("tfjs"),
};

/** Starts a contender, or says why it is missing. */
export function startContender(name: string): Contender | string {
  const start = starts[name]!();
  if (typeof start === "string") return start;
  const child: ChildProcess = spawn(start.command, start.args, { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    name,
    about: start.about,
    async ask(line) {
      child.stdin!.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name}: expected an answer to "${line}", got the end of the process`);
      return value;
    },
    stop: () => child.stdin!.end(),
  };
}
