// Every module that the packages export, and a training in each rule. The same output on every Node.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createOptimizer, rules } from "@optspec/core";
import { decodeSnapshot, encodeSnapshot } from "@optspec/schema";

for (const name of ["core", "schema", "conformance"]) {
  const folder = `node_modules/@optspec/${name}`;
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  for (const [key, target] of Object.entries(exports)) {
    if (target === null || !target.default?.endsWith(".js")) continue;
    const files = globSync(`${folder}/${target.default.slice(2)}`);
    if (files.length === 0) throw new Error(`@optspec/${name}: expected a file for ${key}, got none`);
    const [before, after] = target.default.split("*");
    for (const file of files) {
      const part =
        after === undefined ? "" : file.slice(`${folder}/${before.slice(2)}`.length, -after.length);
      const specifier = `@optspec/${name}${key.slice(1).replace("*", part)}`;
      if (exports[`./${specifier.split("/").slice(2).join("/")}`] === null) continue;
      const module = await import(specifier);
      console.log(specifier, Object.keys(module).length > 0 ? "exports" : "exports nothing");
    }
  }
}

for (const [name, rule] of Object.entries(rules)) {
  const hash = createHash("sha256");
  for (const type of [Float32Array, Float64Array]) {
    const optimizer = createOptimizer(
      rule,
      { lr: 0.01 },
      { w: type.from({ length: 37 }, (_, i) => i / 7 - 2) },
    );
    for (let step = 0; step < 20; step++)
      optimizer.step({ w: optimizer.params.w.map((x, i) => x * (i + 1) - step) });
    const copy = createOptimizer(rule, {}, { w: new type(37) });
    copy.restore(decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(optimizer.snapshot())))));
    hash.update(new Uint8Array(copy.params.w.slice().buffer));
  }
  console.log(name, hash.digest("hex"));
}
