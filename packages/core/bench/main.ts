// npm run bench -- [--quick] [--rounds N] [--out FOLDER] [--write]
// Prints the tables, and writes bench.json, bench.svg and bench.md to a folder; --write puts them into docs/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases, quickCases } from "./cases.ts";
import { chart } from "./chart.ts";
import { measure } from "./measure.ts";
import { markdown, type Report } from "./report.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string" },
    out: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const effort = values.quick
  ? { rounds: 5, seconds: 0.01, warmup: 0.1 }
  : { rounds: 11, seconds: 0.03, warmup: 0.3 };
if (values.rounds !== undefined) effort.rounds = Number(values.rounds);

const chosen = (values.quick ? quickCases : cases).filter(
  ({ rule }) => values.only === undefined || rule === values.only,
);
let done = 0;
const measured = await measure(chosen, effort, (line) => {
  done++;
  process.stderr.write(`[${done}/${chosen.length}] ${line}\n`);
});
const [cpu] = cpus();
const report: Report = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${cpu?.model.replace(/\s+/g, " ").trim() ?? "an unknown processor"}`,
  ...measured,
};

const text = markdown(report);
const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const out = values.write ? docs : values.out;
if (out !== undefined) {
  mkdirSync(out, { recursive: true });
  const rounded = JSON.stringify(report, (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
  writeFileSync(join(out, values.write ? "performance.json" : "bench.json"), `${rounded}\n`);
  writeFileSync(join(out, values.write ? "performance.svg" : "bench.svg"), chart(report));
  if (values.write) {
    // The page keeps its prose; what stands between the two marks is this run's.
    const page = join(docs, "performance.md");
    const [before, rest] = readFileSync(page, "utf8").split("<!-- bench -->\n") as [string, string];
    const after = rest.split("<!-- /bench -->")[1]!;
    writeFileSync(page, `${before}<!-- bench -->\n\n${text}\n\n<!-- /bench -->${after}`);
  } else writeFileSync(join(out, "bench.md"), `${text}\n`);
}
console.log(text);
