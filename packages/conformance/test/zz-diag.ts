import { verify } from "/work/main/packages/conformance/src/verify/verify.ts";
const { corePort } = await import("/work/main/packages/conformance/ports/core.mjs");
for (const [p,rules] of [["keras",["adam"]],["pytorch",["adam"]],["burn",["adam","momentum"]],["julia",["adam","adagrad"]]] as const) for (const dtype of ["f32","f64"] as const) {
  const port = corePort(p);
  const t0=process.cpuUsage().user;
  await verify(port, {rules, dtypes:[dtype], cases:50});
  const t1=process.cpuUsage().user;
  const d = await verify(port, {profile:"normative", rules, dtypes:[dtype], cases:50});
  const t2=process.cpuUsage().user;
  console.log(p, dtype, "own", ((t1-t0)/1e3).toFixed(0), "normative+diag", ((t2-t1)/1e3).toFixed(0), d.groups.map(g=>[g.rule,g.counts.deviates, g.diagnosis?.explanations.length, JSON.stringify(g.diagnosis?.explanations[0]?.choice), g.diagnosis?.explanations[0]?.profiles.join("/")]).join(" | "));
}
