import { CheckpointError } from "@optspec/schema";
import { convert } from "./checkpoint/convert.ts";
import { diff } from "./checkpoint/diff.ts";
import { inspectCheckpoint } from "./checkpoint/inspect.ts";
import { verifyCheckpoint } from "./checkpoint/verify.ts";
import type { Command, Streams, Values } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

/** One thing to do with checkpoints. */
export interface Action {
  /** What the paths after its name are. */
  readonly paths: readonly string[];
  /** Returns the exit code. */
  readonly run: (paths: readonly string[], values: Values, streams: Streams) => Promise<number>;
}

const actions: Readonly<Record<string, Action>> = {
  inspect: inspectCheckpoint,
  verify: verifyCheckpoint,
  diff,
  convert,
};

/** `optspec checkpoint`: what is in a checkpoint, whether it is whole, how two differ, and other forms of it. */
export const checkpointCommand: Command = {
  summary: `${Object.keys(actions).join(", ")} checkpoints`,
  usage: Object.entries(actions)
    .map(([name, { paths }]) => `${name} ${paths.map((path) => `<${path}>`).join(" ")}`)
    .join(" | "),
  examples: [
    ["optspec checkpoint inspect run/00000012-t4000.safetensors", "rule, variant, step, parameters"],
    ["optspec checkpoint verify run/00000012-t4000.safetensors", "every byte is as it was written"],
    ["optspec checkpoint diff before.json after.json", "what differs, in configuration and in numbers"],
    ["optspec checkpoint convert large.safetensors small.json", "another form of the same checkpoint"],
    ["optspec checkpoint convert model.pt run.safetensors --from pytorch --rule adam", "go on from PyTorch"],
    ["optspec checkpoint convert run.safetensors state.safetensors --to pytorch", "go on in PyTorch"],
  ],
  options: {
    json: { type: "boolean", help: "write JSON" },
    from: {
      type: "string",
      value: "library",
      help: "convert: the source is a state of pytorch, optax, keras or tfjs",
    },
    to: {
      type: "string",
      value: "library",
      help: "convert: write the state of that library, as safetensors",
    },
    rule: { type: "string", value: "name", help: "convert --from: the rule, such as adam" },
    names: {
      type: "string",
      value: "a,b",
      help: "convert --from: names of the parameters, where the file has none",
    },
    t: { type: "string", value: "count", help: "convert --from: updates done, where the file does not say" },
    force: { type: "boolean", help: "convert: replace what is there" },
  },

  async run(values, [name, ...paths], streams) {
    if (name === undefined || !Object.hasOwn(actions, name))
      throw new UsageError(
        `checkpoint: expected one of ${Object.keys(actions).join(", ")}, got ${name ?? "nothing"}`,
      );
    const action = actions[name]!;
    if (paths.length !== action.paths.length)
      throw new UsageError(
        `checkpoint ${name}: expected ${action.paths.map((path) => `<${path}>`).join(" ")}, got ${paths.length} path(s)`,
      );
    try {
      return await action.run(paths, values, streams);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const { code, issues } = error;
      if (values.json === true) streams.out(`${JSON.stringify({ ok: false, code, issues }, null, 2)}\n`);
      else streams.err(`optspec: ${code}: ${error.message}\n`);
      return code === "file" ? exitCodes.usage : exitCodes.deviates;
    }
  },
};
