// usage: node runport.ts [--profile x] [--rule r] [--dtype d] -- argv...
import { verify } from "/work/main/packages/conformance/src/verify/verify.ts";
import { startProcessPort } from "/work/main/packages/conformance/src/ports/process/process-port.ts";
const words = process.argv.slice(2); const cut = words.indexOf("--");
const opts: Record<string,string> = {}; for (let i=0;i<cut;i+=2) opts[words[i]!.slice(2)] = words[i+1]!;
const t0 = Date.now();
const port = await startProcessPort(words.slice(cut+1), { startTimeout: 120000, caseTimeout: 60000 });
const t1 = Date.now();
const r = await verify(port, { ...(opts.profile && {profile: opts.profile}), ...(opts.rule && {rules:[opts.rule]}), ...(opts.dtype && {dtypes:[opts.dtype as "f32"]}), cases: Number(opts.cases ?? 50), seed: Number(opts.seed ?? 1) });
console.log(`${port.port.name} ${port.port.version}: start ${t1-t0} ms, verify ${Date.now()-t1} ms`);
for (const g of r.groups) {
  console.log(`  ${g.rule} ${g.dtype} ${g.profile}: ${JSON.stringify(g.counts)} worst ulp ${g.worstUlp} ratio ${g.worstRatio.toFixed(3)}`);
  const bad = g.cases.filter(c=>c.verdict==="deviates"||c.verdict==="error");
  for (const c of bad.slice(0, Number(opts.show ?? 4))) console.log("     ", c.id, c.verdict, c.reason?.slice(-600) ?? JSON.stringify(c.deviation));
  const skipped = new Map<string, number>(); for (const c of g.cases) if (c.verdict==="skipped") skipped.set(c.reason!, (skipped.get(c.reason!)??0)+1);
  for (const [k,v] of skipped) console.log("      skipped", v, k);
  for (const e of g.diagnosis?.explanations.slice(0,3) ?? []) console.log("      =>", JSON.stringify(e.choice), JSON.stringify(e.defaults), e.profiles.join(","));
  if (g.diagnosis && g.diagnosis.explanations.length===0) console.log("      => unknown");
}
await port.close();
