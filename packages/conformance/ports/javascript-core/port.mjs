// The specification's own implementation as a port. It shows how little a port needs; see spec/README.md.
import { createOptimizer, profileRule, profiles, rulesOf } from "@optspec/core";
import manifest from "@optspec/core/package.json" with { type: "json" };

/** The rules with weight decay for which there are fixtures; a library's profile has those of its own decay. */
const decayed = ["gd_coupled", "momentum_coupled", "momentum_decoupled", "adam_coupled"];
const arrayTypes = { f32: Float32Array, f64: Float64Array };

/**
 * @optspec/core as a port.
 * @param {string} [profile] - whose variants it computes, such as "pytorch".
 * @returns {import("@optspec/conformance").Port}
 * @throws RangeError for a profile that core does not have.
 */
export function corePort(profile = "normative") {
  if (!Object.hasOwn(profiles, profile))
    throw new RangeError(`profile: expected ${Object.keys(profiles).join(", ")}, got "${profile}"`);
  const rows = profiles[profile];
  return {
    port: {
      name: profile === "normative" ? "@optspec/core" : `@optspec/core, profile ${profile}`,
      version: manifest.version,
      language: "javascript",
    },
    claims: [...rulesOf(profile), ...(profile === "normative" ? decayed : [])].map((rule) => ({
      rule,
      profile,
      dtypes: ["f32", "f64"],
    })),
    capabilities: ["state", "restore", "resume"],
    run(request) {
      const skipped = reasonToSkip(request, rows[request.rule.replace(/_(de)?coupled$/, "")]?.fixed);
      return skipped === undefined
        ? { steps: train(profileRule(profile, request.rule), request) }
        : { skipped };
    },
  };
}

export default corePort();

/** Some profiles fix a hyperparameter, as the library they describe does. */
function reasonToSkip({ config, steps }, fixed = {}) {
  for (const values of [config, ...steps.map((step) => step.config ?? {})])
    for (const [name, value] of Object.entries(fixed))
      if (name in values && values[name] !== value) return `this profile fixes ${name} at ${value}`;
  return undefined;
}

function train(rule, { dtype, config, params, steps, from, resumeAt, resumeConfig }) {
  const arrays = (lists) => mapValues(lists, (list) => arrayTypes[dtype].from(list));
  const shapes = mapValues(params, ({ shape }) => shape);
  const create = (given) =>
    createOptimizer(rule, given, arrays(mapValues(params, ({ data }) => data)), { shapes });
  let optimizer = create(config);
  if (from !== undefined)
    optimizer.restore({ ...optimizer.snapshot(), t: from.t, state: mapValues(from.state, arrays) });
  return steps.map(({ grads, config: changes }, done) => {
    if (done === resumeAt) {
      const snapshot = optimizer.snapshot();
      optimizer = create(resumeConfig);
      optimizer.restore(snapshot);
    }
    if (changes !== undefined) optimizer.configure(changes);
    optimizer.step(arrays(grads));
    return {
      params: mapValues(optimizer.params, (values) => values.slice()),
      state: mapValues(optimizer.state, (slots) => mapValues(slots, (values) => values.slice())),
    };
  });
}

function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
