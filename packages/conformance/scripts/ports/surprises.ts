import { type DType, families } from "@optspec/core";
import type { Claim } from "../../src/ports/port.ts";
import { shortName } from "../../src/report/diagnosis.ts";
import { groupVerdict } from "../../src/report/findings.ts";
import { count } from "../../src/report/format.ts";
import type { Explanation, GroupResult, VerifyResult } from "../../src/verify/result.ts";
import { type Deviation, heldTo, type Manifest, typesOf } from "./manifest.ts";

/** What a verified port showed: its claims, and one result per profile that it was held to. */
export interface Verified {
  readonly claims: readonly Claim[];
  readonly results: readonly VerifyResult[];
}

/** Everything in which a port is not as its manifest says, one sentence each. */
export function surprises(manifest: Manifest, { claims, results }: Verified): string[] {
  return [
    ...identity(manifest, results),
    ...claimed(manifest, claims),
    ...heldTo(manifest).flatMap((profile) => {
      const groups = results.flatMap((result) => result.groups).filter((group) => group.profile === profile);
      return groups.flatMap((group) => unexpected(manifest, group));
    }),
  ];
}

function identity({ library, language }: Manifest, results: readonly VerifyResult[]): string[] {
  return results.slice(0, 1).flatMap(({ port }) => {
    const version = port.version.split("+")[0];
    const parts: [string, string, string | undefined][] = [
      ["name", library.name, port.name],
      ["version", library.version === "*" ? version! : library.version, version],
      ["language", language, port.language],
    ];
    return parts
      .filter(([, expected, got]) => expected !== got)
      .map(([what, expected, got]) => `${what}: expected ${expected}, got ${got}`);
  });
}

function claimed({ profile, rules }: Manifest, claims: readonly Claim[]): string[] {
  const text = (all: readonly Claim[]): string =>
    all
      .map((claim) => `${claim.rule} ${claim.profile} ${[...claim.dtypes].sort().join("+")}`)
      .sort()
      .join(", ");
  const expected = text(Object.entries(rules).map(([rule, dtypes = []]) => ({ rule, profile, dtypes })));
  const got = text(claims);
  return expected === got ? [] : [`claims: expected ${expected}, got ${got || "none"}`];
}

/** What is not as expected in one rule, profile and type. */
function unexpected(manifest: Manifest, group: GroupResult): string[] {
  const deviation = manifest.deviations.find(
    (one) =>
      one.rule === group.rule &&
      one.held.includes(group.profile) &&
      typesOf(manifest, one).includes(group.dtype),
  );
  const where = `${group.rule} ${group.dtype}, held to ${group.profile}`;
  const verdict = groupVerdict(group);
  if (group.counts.error > 0) {
    const failed = group.cases.find((one) => one.verdict === "error");
    return [`${where}: ${count(group.counts.error, "case")} failed, ${failed?.id}: ${failed?.reason}`];
  }
  if (verdict === "not judged") return [`${where}: expected something to judge, every case was skipped`];
  const best = group.diagnosis?.explanations[0];
  const got = best === undefined ? "nothing that the suite knows" : shortName(best);
  if (deviation === undefined)
    return verdict === "deviates" ? [`${where}: expected to conform, deviates: ${got}`] : [];
  if (verdict !== "deviates") return [`${where}: expected ${named(deviation)}, conforms`];
  return agrees(deviation, best, group) ? [] : [`${where}: expected ${named(deviation)}, got ${got}`];
}

/** What a manifest expects to be named. */
function named({ choice = {}, bug, defaults = {}, unexplained }: Deviation): string {
  const settings = Object.entries({ ...choice, ...defaults }).map(([name, value]) => `${name} = ${value}`);
  return unexplained === undefined
    ? [...(bug === undefined ? [] : [bug]), ...settings].join(", ")
    : "nothing that the suite knows";
}

function agrees(expected: Deviation, best: Explanation | undefined, { rule, dtype }: GroupResult): boolean {
  if (best === undefined || expected.unexplained !== undefined)
    return best === undefined && expected.unexplained !== undefined;
  const { choice, bug, defaults = {} } = expected;
  if (!same(defaults, best.defaults)) return false;
  if (bug !== undefined)
    return bug === best.bug && (choice === undefined || same(tellable(choice, rule, dtype), best.choice));
  return best.kind === "variant" && same(tellable(choice ?? {}, rule, dtype), best.choice);
}

/** A choice without the values that tensors of the type cannot tell from the normative one. */
function tellable(choice: Explanation["choice"], rule: string, dtype: DType): Explanation["choice"] {
  const axes = families[rule]?.axes ?? {};
  return Object.fromEntries(
    Object.entries(choice).filter(
      ([axis, value]) => dtype === "f32" || axes[axis]?.sameInBinary64?.includes(value) !== true,
    ),
  );
}

function same(a: Explanation["choice"], b: Explanation["choice"]): boolean {
  const text = (record: Explanation["choice"]): string => JSON.stringify(Object.entries(record).sort());
  return text(a) === text(b);
}
