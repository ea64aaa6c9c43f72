import { type Bump, compareVersions, type State } from "./state.ts";

const order: readonly Bump[] = ["none", "patch", "minor", "major"];

/** The version that changesets make of another one. */
export function bumped(version: string, bump: Bump): string {
  const [major, minor, patch] = version.split(".").map(Number) as [number, number, number];
  if (bump === "major") return `${major + 1}.0.0`;
  if (bump === "minor") return `${major}.${minor + 1}.0`;
  return bump === "patch" ? `${major}.${minor}.${patch + 1}` : version;
}

const equal = (what: string, expected: unknown, got: unknown): string[] =>
  String(expected) === String(got) ? [] : [`${what}: expected ${expected}, got ${got}`];

function lockstep({ packages, fixed }: State): string[] {
  const names = packages.map(({ name }) => name);
  const { version } = packages[0]!;
  return [
    ...equal("fixed in .changeset/config.json", names.toSorted(), fixed.flat().toSorted()),
    ...packages.flatMap((each) => [
      ...equal(`version of ${each.name}`, version, each.version),
      ...Object.entries(each.dependencies ?? {})
        .filter(([name]) => names.includes(name))
        .flatMap(([name, range]) => equal(`${name} in ${each.name}`, `^${version}`, range)),
    ]),
  ];
}

/** True if requirements or fixtures are not those of the last release. */
function turnsVerdicts({ last, requirements, fixtures }: State): boolean {
  const text = (of: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(of).sort());
  return last === undefined || last.fixtures !== fixtures || text(last.requirements) !== text(requirements);
}

function specification(state: State): string[] {
  const next = bumped(state.packages[0]!.version, state.pending);
  const patch = state.last !== undefined && order.indexOf(state.pending) < order.indexOf("minor");
  const released = state.last !== undefined && compareVersions(state.last.version, next) === 0;
  if (!turnsVerdicts(state)) return equal("version of the specification", state.last!.version, state.version);
  return [
    ...(patch || released
      ? [
          `requirements or fixtures changed since ${state.last!.version}: expected a minor or major changeset, got ${state.pending}`,
        ]
      : equal("version of the specification", next, state.version)),
  ];
}

/** What contradicts spec/versioning.md, a sentence each. */
export function versionProblems(state: State): string[] {
  return [
    ...lockstep(state),
    ...equal("version in spec/README.md", state.version, state.readme),
    ...equal("version in spec/port-protocol.md", state.protocol, state.protocolPage),
    ...equal("version in spec/checkpoint-format.md", state.format, state.formatPage),
    ...specification(state),
  ];
}
