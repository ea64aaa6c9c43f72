import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DType, profileHas, profiles, rules } from "@optspec/core";
import { z } from "zod";
import { familyOf, ruleNamed } from "../../src/cases/rule-named.ts";
import { UsageError } from "../../src/cli/exit-codes.ts";
import { bugs } from "../../src/self-test/bugs.ts";
import { unknownPlaces } from "./places.ts";

/** Where the real ports are. */
export const portsFolder: string = fileURLToPath(new URL("../../ports", import.meta.url));

const names = (record: object): z.ZodType<string> => z.enum(Object.keys(record) as [string, ...string[]]);
/** The rules, and each with weight decay. */
const ruleName = z.enum(
  Object.keys(rules)
    .flatMap((name) => [name, `${name}_coupled`, `${name}_decoupled`])
    .filter((name) => profileHas("normative", name)) as [string, ...string[]],
);
const text = z.string().min(1);
const argv = z.array(text).min(1);
const dtypes = z.array(z.enum(["f32", "f64"])).min(1);

/** A deviation that is expected, and what the first explanation of the diagnosis has to say of it. */
const deviationSchema = z.strictObject({
  /** The profiles that the port is held to when it deviates. */
  held: z.array(text).min(1),
  rule: ruleName,
  /** All that the port claims, unless told. */
  dtypes: dtypes.exactOptional(),
  /** The axes; for f64 without those values that binary64 cannot tell apart. */
  choice: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
  /** The slug of a bug in the catalogue. */
  bug: z.enum(bugs.map(({ slug }) => slug) as [string, ...string[]]).exactOptional(),
  /** The hyperparameters that are not as in the profile where a configuration leaves them out. */
  defaults: z.record(z.string(), z.number()).exactOptional(),
  /** Why nothing in the catalogue can be named. */
  unexplained: text.exactOptional(),
  /** Where the library's source says so: a file, an issue or a URL. */
  source: text,
});

/** What `manifest.json` in a port's folder says (ports/README.md). */
export const manifestSchema = z
  .strictObject({
    $schema: text.exactOptional(),
    library: z.strictObject({
      name: text,
      /** What the port has to report, build metadata apart; `*` is any. */
      version: text,
      url: z.url().exactOptional(),
    }),
    /** Commands that have to be on the PATH. */
    needs: z.array(text).default([]),
    /** Commands to run, in order, before the port runs for the first time. */
    setup: z.array(argv).min(1).exactOptional(),
    /** Files and folders whose contents decide whether the setup has to run again. */
    inputs: z.array(text).min(1).exactOptional(),
    /** The command that starts the port. */
    run: argv.exactOptional(),
    /** In its place, for JavaScript: the module in this folder that exports the port. */
    module: text.exactOptional(),
    env: z.record(z.string(), z.string()).default({}),
    /** The profile that the port claims. */
    profile: names(profiles),
    /** Rule → the types in which the port claims it. */
    rules: z.partialRecord(ruleName, dtypes),
    deviations: z.array(deviationSchema).default([]),
  })
  .superRefine((manifest, { addIssue }) => {
    const problem = (message: string, ...path: (string | number)[]): void =>
      addIssue({ code: "custom", message, path });
    if ((manifest.run === undefined) === (manifest.module === undefined))
      problem("expected either run or module");
    if ((manifest.setup === undefined) !== (manifest.inputs === undefined))
      problem("expected setup and inputs together");
    const { setup = [], inputs = [], run = [], env } = manifest;
    for (const name of unknownPlaces([...setup.flat(), ...inputs, ...run, ...Object.values(env)]))
      problem(`expected {port}, {ports}, {kits} or {cache}, got ${name}`);
    if (Object.keys(manifest.rules).length === 0) problem("expected at least one rule, got none", "rules");
    manifest.deviations.forEach((deviation, index) => {
      const at = (message: string, ...path: string[]): void => problem(message, "deviations", index, ...path);
      const claimed = manifest.rules[deviation.rule];
      if (claimed === undefined) {
        at(`expected a rule of the port, got ${deviation.rule}`, "rule");
        return;
      }
      for (const profile of deviation.held)
        if (!heldTo(manifest).includes(profile))
          at(`expected ${heldTo(manifest).join(" or ")}, got ${profile}`, "held");
      for (const dtype of deviation.dtypes ?? [])
        if (!claimed.includes(dtype)) at(`expected ${claimed.join(" or ")}, got ${dtype}`, "dtypes");
      for (const [axis, value] of Object.entries(deviation.choice ?? {})) {
        const values = familyOf(ruleNamed(deviation.rule))?.axes[axis]?.values;
        if (values?.includes(value) !== true)
          at(`expected ${values?.join(", ") ?? "an axis of the rule"}, got ${value}`, "choice", axis);
      }
      for (const name of Object.keys(deviation.defaults ?? {}))
        if (!Object.hasOwn(ruleNamed(deviation.rule).hypers, name))
          at(`expected a hyperparameter of ${deviation.rule}, got ${name}`, "defaults");
      const { choice, bug, defaults, unexplained } = deviation;
      if (
        (unexplained === undefined) ===
        (choice === undefined && bug === undefined && defaults === undefined)
      )
        at("expected choice, bug or defaults, or else unexplained");
      const same = manifest.deviations.findIndex((other) => overlap(manifest, other, deviation));
      if (same < index)
        at(`expected each rule, profile and type once, got those of deviations[${same}] again`);
    });
  });

/** An expected deviation; see `deviationSchema`. */
export type Deviation = z.infer<typeof deviationSchema>;

/** A real port: its manifest, and what its folder says. */
export interface Manifest extends z.infer<typeof manifestSchema> {
  /** The absolute path of its folder. */
  readonly folder: string;
  /** `<language>-<name>`, as the folder is called. */
  readonly name: string;
  readonly language: string;
}

/** The profiles that a port is held to: the specification and, where it is another, its own. */
export function heldTo({ profile }: Pick<Manifest, "profile">): string[] {
  return [...new Set(["normative", profile])];
}

/** The types that a deviation concerns. */
export function typesOf(
  { rules: claimed }: Pick<Manifest, "rules">,
  { rule, dtypes: own }: Deviation,
): readonly DType[] {
  return own ?? claimed[rule] ?? [];
}

function overlap(manifest: Pick<Manifest, "rules">, a: Deviation, b: Deviation): boolean {
  return (
    a.rule === b.rule &&
    a.held.some((profile) => b.held.includes(profile)) &&
    typesOf(manifest, a).some((dtype) => typesOf(manifest, b).includes(dtype))
  );
}

/**
 * Reads the manifest of the port in a folder of `ports`, unless told those of this repository.
 * @throws UsageError naming each place that is wrong.
 */
export function readManifest(name: string, ports: string = portsFolder): Manifest {
  const folder = join(ports, name);
  const path = join(folder, "manifest.json");
  const [, language] = /^([a-z]+)-[a-z0-9-]+$/.exec(name) ?? [];
  if (language === undefined)
    throw new UsageError(`${name}: expected a folder named <language>-<name>, in lower case`);
  if (!existsSync(path)) throw new UsageError(`${name}: expected a manifest.json, there is none`);
  return { folder, name, language, ...parseManifest(readFileSync(path, "utf8"), path) };
}

function parseManifest(content: string, path: string): z.infer<typeof manifestSchema> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw new UsageError(`${path}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/**
 * Every real port, by name.
 * @throws UsageError for the first manifest that is wrong.
 */
export function allManifests(ports: string = portsFolder): Manifest[] {
  return readdirSync(ports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => readManifest(name, ports))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
