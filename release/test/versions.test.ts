import { expect, it } from "vitest";
import { bumped, versionProblems } from "../versions/relation.ts";
import { currentState, type State } from "../versions/state.ts";

const state = currentState();
const [core, schema, conformance] = state.packages;
const next = bumped(core!.version, "minor");

/** The state a release later: what is at hand was released, and nothing is pending. */
const after: State = {
  ...state,
  packages: state.packages.map((each) => ({
    ...each,
    version: state.version,
    dependencies: Object.fromEntries(
      Object.entries(each.dependencies ?? {}).map(([name, range]) => [
        name,
        name.startsWith("@optspec/") ? `^${state.version}` : range,
      ]),
    ),
  })),
  pending: "none",
  last: { version: state.version, requirements: state.requirements, fixtures: state.fixtures },
};
const reworded = { ...after, requirements: { ...after.requirements, "ADAM-1": "0" } };
const afterNext = bumped(state.version, "minor");

it("the repository's versions are related as spec/versioning.md says", () => {
  expect(versionProblems(state)).toEqual([]);
});

it("so are those of a release, of a patch after it, and of a change of the specification after it", () => {
  expect(versionProblems(after)).toEqual([]);
  expect(versionProblems({ ...after, pending: "patch" })).toEqual([]);
  expect(versionProblems({ ...reworded, pending: "minor", version: afterNext, readme: afterNext })).toEqual(
    [],
  );
});

it.each<[problem: string, state: State]>([
  [
    "version of @optspec/schema",
    { ...state, packages: [core!, { ...schema!, version: "9.0.0" }, conformance!] },
  ],
  [
    "@optspec/core in @optspec/conformance",
    { ...state, packages: [core!, schema!, { ...conformance!, dependencies: { "@optspec/core": "*" } }] },
  ],
  ["fixed in .changeset/config.json", { ...state, fixed: [["@optspec/core", "@optspec/schema"]] }],
  ["version in spec/README.md", { ...state, readme: next.replace(/\d+$/, "7") }],
  ["version in spec/port-protocol.md", { ...state, protocol: state.protocol + 1 }],
  ["version in spec/checkpoint-format.md", { ...state, format: state.format + 1 }],
  ["version of the specification", { ...state, version: "9.0.0", readme: "9.0.0" }],
  ["version of the specification", { ...after, version: "9.0.0", readme: "9.0.0" }],
  ["expected a minor or major changeset, got patch", { ...reworded, pending: "patch" }],
  ["expected a minor or major changeset, got none", { ...after, fixtures: "0" }],
  ["version of the specification", { ...reworded, pending: "minor" }],
])("%s", (problem, planted) => {
  expect(versionProblems(planted).join("\n")).toContain(problem);
});
