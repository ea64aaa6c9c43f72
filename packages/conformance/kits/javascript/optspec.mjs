// The OptSpec port protocol, version 1. Nothing in this file needs to change for your port.
import { createInterface } from "node:readline";

/** Throw it from `create` for what your library does not have: the case is skipped, not failed. */
export class Skip extends Error {}

/**
 * Answers the suite on standard input and output until it stops. Log to standard error only: console.error.
 *
 * `create({ rule, dtype, config, params })` returns a fresh optimizer: an object with
 * - `params`, `{ w: numbers }`, and `state`, `{ w: { s: numbers } }`, as they stand (`state` is a capability),
 * - `configure(config)`, which changes hyperparameters from now on,
 * - `step(grads)`, which does one update,
 * - `restore(t, state)`, which goes on from t updates done (capability `restore`),
 * - `save()` and `load(saved)`, your library's own serialization (capability `resume`).
 */
export async function serve({ port, claims, capabilities = [], create }) {
  const commands = {
    start: ({ protocol }) =>
      protocol.includes(1)
        ? { protocol: 1, port, claims, capabilities }
        : { error: `expected protocol 1, got ${protocol}` },
    echo: ({ values }) => ({ values }),
    run: (request) => run(request, create),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, cmd, ...request } = JSON.parse(line, decode);
    if (cmd === "stop") break;
    process.stdout.write(`${JSON.stringify({ id, ...answer(commands[cmd], request) }, encode)}\n`);
  }
  process.stdin.destroy();
}

function answer(command, request) {
  try {
    return command(request);
  } catch (error) {
    if (error instanceof Skip) return { skipped: error.message };
    return { error: String(error?.stack ?? error) };
  }
}

function run({ rule, dtype, config, params, steps, from, resumeAt, resumeConfig }, create) {
  let optimizer = create({ rule, dtype, config, params });
  if (from !== undefined) optimizer.restore(from.t, from.state);
  const replies = steps.map(({ grads, config: changes }, done) => {
    if (done === resumeAt) {
      const saved = optimizer.save();
      const current = Object.entries(params).map(([name, { shape }]) => [
        name,
        { shape, data: Array.from(optimizer.params[name]) },
      ]);
      optimizer = create({ rule, dtype, config: resumeConfig, params: Object.fromEntries(current) });
      optimizer.load(saved);
    }
    if (changes !== undefined) optimizer.configure(changes);
    optimizer.step(grads);
    // A copy, since the next update may overwrite it.
    return structuredClone({
      params: optimizer.params,
      ...(optimizer.state !== undefined && { state: optimizer.state }),
    });
  });
  return { steps: replies };
}

const names = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

function decode(_, value) {
  return names.get(value) ?? value;
}

function encode(_, value) {
  if (ArrayBuffer.isView(value)) return Array.from(value);
  if (typeof value !== "number") return value;
  return Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);
}
