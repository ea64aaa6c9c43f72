// A port of gradient descent that misbehaves as its argument says, in cases whose learning rate is 0.25. In all other
// cases it is honest, so that a test can see what the bad case costs the others.
import { createInterface } from "node:readline";
import { misbehaviours } from "./misbehaviours.mjs";

const { onStart, onEcho, onRun, onStop } = misbehaviours[process.argv[2]] ?? {};

export function introduction(id) {
  return {
    id,
    protocol: 1,
    port: { name: "hostile", version: "0.0.0", language: "javascript" },
    claims: [{ rule: "gd", profile: "normative", dtypes: ["f64"] }],
    capabilities: [],
  };
}

function descend({ id, config, params, steps }) {
  let { lr = 0.01 } = config;
  const theta = Object.fromEntries(Object.entries(params).map(([name, { data }]) => [name, [...data]]));
  const replies = steps.map(({ grads, config: changes }) => {
    lr = changes?.lr ?? lr;
    for (const [name, values] of Object.entries(theta))
      values.forEach((value, index) => {
        values[index] = value - lr * grads[name][index];
      });
    return structuredClone({ params: theta });
  });
  return { id, steps: replies };
}

const send = (reply) => process.stdout.write(`${JSON.stringify(reply, encode)}\n`);
const numbers = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};
const encode = (_, value) =>
  typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
    ? Object.is(value, -0)
      ? "-0"
      : String(value)
    : value;

const commands = {
  start: (request) =>
    onStart ? onStart(request, introduction(request.id), send) : send(introduction(request.id)),
  echo: (request) => (onEcho ? onEcho(request, send) : send({ id: request.id, values: request.values })),
  run: (request) => {
    const reply = descend(request);
    if (onRun && (request.config.lr === 0.25 || onRun.always))
      onRun.now(JSON.stringify(reply, encode), request, send);
    else send(reply);
  },
  stop: () => (onStop ? onStop() : process.exit(0)),
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line, (_, value) => numbers[value] ?? value);
  commands[request.cmd](request);
});
if (!onStop) process.stdin.on("end", () => process.exit(0));
