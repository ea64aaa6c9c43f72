import {
  defineRule,
  printExpression,
  profileHas,
  profileRule,
  profiles,
  type Rule,
  stepsOf,
} from "@optspec/core";
import type { Manifest } from "@optspec/schema";
import { inspect } from "@optspec/schema/node";
import { ruleNamed, variantsOfRule } from "../../cases/rule-named.ts";
import type { Action } from "../checkpoint.ts";
import { aligned } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

/** `optspec checkpoint inspect`: the manifest in words; the tensors are not read. */
export const inspectCheckpoint: Action = {
  paths: ["checkpoint"],
  async run([path], { json }, { out }) {
    const { manifest, files } = await inspect(path!);
    const program = identify(manifest);
    out(
      json === true
        ? `${JSON.stringify({ ok: true, ...program, manifest, files }, null, 2)}\n`
        : text(manifest, files, program),
    );
    return exitCodes.conformant;
  },
};

/** What the program of a checkpoint is known as. */
interface Identity {
  readonly rule: string;
  /** The choices that are not normative; undefined for a program of nobody that is known. */
  readonly variant: Readonly<Record<string, string | number>> | undefined;
  readonly profiles: readonly string[];
}

/** Finds the variant and the profiles that have this program. */
export function identify({ program }: Manifest): Identity {
  const rule = defineRule(program.join("\n")) as Rule;
  const variants = profileHas("normative", rule.name) ? variantsOfRule(ruleNamed(rule.name), "f32") : [];
  const variant = variants.find((each) => bodyOf(each) === bodyOf(rule));
  return {
    rule: rule.name,
    variant: variant?.choice,
    profiles: Object.keys(profiles).filter(
      (profile) => profileHas(profile, rule.name) && bodyOf(profileRule(profile, rule.name)) === bodyOf(rule),
    ),
  };
}

/** States and assignments: what a program computes, whatever the defaults of its hyperparameters. */
function bodyOf({ program: { states, scalars, assignments } }: Rule): string {
  return JSON.stringify([
    states.map(({ name, value }) => [name, value]),
    scalars.map(({ name, value }) => [name, value]),
    assignments.map(({ target, value }) => [target, printExpression(value)]),
  ]);
}

/** `lr: linear … (update 3 of 10)` for each schedule of a group. */
function schedulesOf(groups: Manifest["groups"], group: string, t: number): string[] {
  const { schedules } = groups.find(({ name }) => name === group)!;
  return Object.entries(schedules).map(([hyper, schedule]) => {
    const steps = stepsOf(schedule!);
    const place =
      t >= steps
        ? `ended after ${steps} updates`
        : `next is update ${t + 1}${steps < Infinity ? ` of ${steps}` : ""}`;
    return `${hyper}: ${JSON.stringify(schedule)}, ${place}`;
  });
}

function text(
  manifest: Manifest,
  files: readonly { path: string; bytes: number }[],
  program: Identity,
): string {
  const { writer, version, dtype, t, skipped, config, groups, params, theta, metadata } = manifest;
  const listed = (values: Readonly<Record<string, unknown>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} = ${typeof value === "object" ? JSON.stringify(value) : value}`)
      .join(", ") || "none";
  const variant = program.variant === undefined ? "not a known variant" : listed(program.variant);
  const rows: [string, string][] = [
    ["rule", program.rule],
    ["variant", variant === "none" ? "normative" : variant],
    ["profiles", program.profiles.join(", ") || "none"],
    ["updates", `${t}${skipped > 0 ? `, ${skipped} skipped` : ""}`],
    ["config", listed(config)],
    ...schedulesOf(groups, "default", t).map((text): [string, string] => ["schedule", text]),
    ...groups
      .filter(({ name }) => name !== "default")
      .flatMap(({ name, params: members, config: own }): [string, string][] => [
        [`group ${name}`, `${members.join(", ") || "no parameters"}: ${listed(own)}`],
        ...schedulesOf(groups, name, t).map((text): [string, string] => ["  schedule", text]),
      ]),
    ["metadata", listed(metadata)],
    ["type", dtype],
    ["holds", theta ? "parameters and state" : "state alone"],
    ["written by", `${writer}, format ${version}`],
    ["files", files.map(({ path, bytes }) => `${path} (${bytes} bytes)`).join(", ")],
  ];
  const shapes = params.map(({ name, shape }): [string, string] => [name, `[${shape.join(", ")}]`]);
  return [...aligned(rows), "", "Parameters:", "", ...aligned(shapes), ""].join("\n");
}
