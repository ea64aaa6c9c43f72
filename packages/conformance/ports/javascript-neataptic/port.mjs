// neataptic: for each element of a tensor an output node with one incoming connection, whose weight is the element.
// A node's error is its target less its activation, which is 0 here: the target is the gradient with the opposite sign.
// What is said here about neataptic is read from src/architecture/node.js of neataptic 1.4.7.
import neataptic from "neataptic";
import manifest from "neataptic/package.json" with { type: "json" };

/** Rule → its settings that make it the rule. */
const rules = { gd: { momentum: 0 }, momentum: {} };

/** @type {import("@optspec/conformance").Port} */
export default {
  port: { name: "neataptic", version: manifest.version, language: "javascript" },
  claims: Object.keys(rules).map((rule) => ({ rule, profile: "neataptic", dtypes: ["f64"] })),
  capabilities: ["state"],
  run(request) {
    if (!Object.hasOwn(rules, request.rule)) return { skipped: `neataptic has no rule ${request.rule}` };
    if (request.dtype !== "f64") return { skipped: "neataptic has no numbers of binary32" };
    return { steps: train(request) };
  },
};

function train({ rule, config, params, steps }) {
  const tensors = Object.entries(params).map(([name, { data }]) => ({ name, nodes: data.map(nodeFor) }));
  let current = { ...config, ...rules[rule] };
  return steps.map(({ grads, config: changes = {} }) => {
    current = { ...current, ...changes };
    for (const { name, nodes } of tensors)
      nodes.forEach((node, index) => {
        node.propagate(current.lr, current.momentum, true, -grads[name][index]);
      });
    const values = (of) =>
      Object.fromEntries(
        tensors.map(({ name, nodes }) => [name, nodes.map((node) => of(node.connections.in[0]))]),
      );
    if (rule === "gd") return { params: values(({ weight }) => weight) };
    const velocities = values(({ previousDeltaWeight }) => previousDeltaWeight);
    return {
      params: values(({ weight }) => weight),
      state: Object.fromEntries(Object.entries(velocities).map(([name, v]) => [name, { v }])),
    };
  });
}

/** An output node that has been activated to 0 by an input of 1. */
function nodeFor(weight) {
  const node = new neataptic.Node("output");
  const [connection] = new neataptic.Node("input").connect(node, weight);
  connection.elegibility = 1;
  node.activation = 0;
  return node;
}
