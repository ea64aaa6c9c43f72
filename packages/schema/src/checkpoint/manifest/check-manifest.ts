import { defineRule, inInterval, printInterval, printProgram, type Rule, valueAfter } from "@optspec/core";
import { describe, listed } from "../../messages/describe.ts";
import { schedulesSchema } from "../../schedule/schedules-schema.ts";
import { CheckpointError, fail, issuesOf } from "../checkpoint-error.ts";
import { isMalformed } from "../json/scan.ts";
import { limits } from "../limits.ts";
import { elementCount } from "../safetensors/read-header.ts";
import type { GroupEntry, Manifest } from "./manifest.ts";

/**
 * The rule that a manifest's program is, after a check that the manifest's parts belong together.
 * @throws CheckpointError `field` or `limit`.
 */
export function checkManifest(manifest: Manifest, path: string): Rule {
  const rule = ruleOf(manifest.program, `${path}.program`);
  checkHypers(rule, manifest.config, `${path}.config`);
  sameNames(Object.keys(rule.hypers), Object.keys(manifest.config), `${path}.config`);
  checkParams(manifest, path);
  checkGroups(manifest, rule, path);
  return rule;
}

/** The canonical text of a rule's program, line by line. */
export function programLines({ program }: Rule): string[] {
  return printProgram(program)
    .split("\n")
    .filter((line) => line !== "");
}

function ruleOf(lines: readonly string[], path: string): Rule {
  const characters = lines.reduce((sum, line) => sum + line.length, 0);
  if (characters > limits.programCharacters)
    fail("limit", path, `at most ${limits.programCharacters} characters`, `${characters}`);
  const rule = parsed(lines.join("\n"), path);
  const canonical = programLines(rule);
  const differs = Array.from({ length: Math.max(lines.length, canonical.length) }).findIndex(
    (_, index) => lines[index] !== canonical[index],
  );
  if (differs >= 0)
    fail("field", `${path}[${differs}]`, describe(canonical[differs] ?? "no line"), describe(lines[differs]));
  return rule;
}

function parsed(text: string, path: string): Rule {
  try {
    return defineRule(text) as Rule;
  } catch (error) {
    return fail("field", path, "a program", (error as Error).message.split("\n")[0]!);
  }
}

function checkHypers(rule: Rule, config: Readonly<Record<string, number>>, path: string): void {
  for (const [name, value] of Object.entries(config)) {
    const hyper = rule.program.hypers.find((declaration) => declaration.name === name);
    if (hyper === undefined) fail("field", path, listed(Object.keys(rule.hypers)), describe(name));
    else if (!inInterval(value, hyper.range))
      fail("field", `${path}.${name}`, `a number in ${printInterval(hyper.range)}`, `${value}`);
  }
}

function sameNames(expected: readonly string[], got: readonly string[], path: string): void {
  const missing = expected.find((name) => !got.includes(name));
  if (missing !== undefined) fail("field", path, describe(missing), "none");
  const extra = got.find((name) => !expected.includes(name));
  if (extra !== undefined) fail("field", path, listed(expected), describe(extra));
}

function checkParams({ params }: Manifest, path: string): void {
  if (params.length === 0) fail("field", `${path}.params`, "at least one parameter", "none");
  if (params.length > limits.tensors)
    fail("limit", `${path}.params`, `at most ${limits.tensors}`, `${params.length}`);
  unique(
    params.map(({ name }) => name),
    `${path}.params`,
  );
  for (const { name, shape } of params) {
    const where = `${path}.params.${describe(name)}.shape`;
    if (shape.length > limits.dimensions)
      fail("limit", where, `at most ${limits.dimensions} dimensions`, `${shape.length}`);
    elementCount(shape, where);
  }
}

function checkGroups(manifest: Manifest, rule: Rule, path: string): void {
  const { groups, params } = manifest;
  unique(
    groups.map(({ name }) => name),
    `${path}.groups`,
  );
  if (!groups.some(({ name }) => name === "default"))
    fail("field", `${path}.groups`, "the group default", "none");
  const free = new Set(params.map(({ name }) => name));
  for (const { name, params: members, config, schedules, scalars } of groups) {
    const where = `${path}.groups.${describe(name)}`;
    for (const member of members)
      if (!free.delete(member))
        fail("field", where, "every parameter in one group", `${describe(member)} elsewhere`);
    checkHypers(rule, config, `${where}.config`);
    checkSchedules(rule, { name, config, schedules }, manifest, where);
    sameNames(
      rule.program.scalars.map((scalar) => scalar.name),
      Object.keys(scalars),
      `${where}.scalars`,
    );
  }
  for (const name of free)
    fail("field", `${path}.groups`, "every parameter in one group", `${describe(name)} in none`);
}

/** Schedules stay in range, and the values beside them are theirs for the next update. */
function checkSchedules(
  rule: Rule,
  { name, config, schedules }: Pick<GroupEntry, "name" | "config" | "schedules">,
  { t, config: base }: Manifest,
  path: string,
): void {
  const result = schedulesSchema(rule).safeParse(schedules);
  if (!result.success) throw new CheckpointError("field", issuesOf(result.error, `${path}.schedules`));
  for (const [hyper, schedule] of Object.entries(schedules)) {
    const where = `${path}.config.${hyper}`;
    const isDefault = name === "default";
    if (isDefault && Object.hasOwn(config, hyper))
      fail("field", where, "no value, since it has a schedule", `${config[hyper]}`);
    const [expected, got] = [valueAfter(schedule!, t), (isDefault ? base : config)[hyper]];
    if (got !== expected)
      fail("field", where, `${expected}, its schedule's value for update ${t + 1}`, describe(got));
  }
}

function unique(names: readonly string[], path: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) fail("field", path, "each name once", `${describe(name)} again`);
    if (isMalformed(name)) fail("field", path, "Unicode text", "half a surrogate pair");
    seen.add(name);
  }
}
