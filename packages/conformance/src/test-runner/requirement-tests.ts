import { profileRule } from "@optspec/core";
import type { Case } from "../cases/case.ts";
import { familyOf } from "../cases/rule-named.ts";
import type { Capability } from "../ports/port.ts";
import { count } from "../report/format.ts";
import { requirementText } from "../report/requirement-text.ts";
import { allRequirements } from "../spec/load.ts";
import type { GroupPlan } from "../verify/plan.ts";
import { answering, withinBounds } from "./blame.ts";

/** One test of a test runner: a requirement, and the cases of a group that test it. */
export interface RequirementTest {
  readonly id: string;
  readonly title: string;
  /** None where nothing can show it; the title then says why. */
  readonly cases: readonly string[];
}

/** Requirements that kinds of cases test, whatever fixture they are derived from: id → cases, and the capability that they take. */
const byKind: Readonly<
  Record<string, { readonly of: (id: string) => boolean; readonly takes?: Capability }>
> = {
  [withinBounds]: { of: () => true },
  [answering]: { of: () => true },
  "PORT-21": { of: (id) => id.endsWith("/forced"), takes: "restore" },
  "PORT-23": { of: (id) => id.endsWith("/resume"), takes: "resume" },
};

/**
 * The tests of one group: the requirements that its cases name, and those of the rule's page that none of them names.
 * @param cases - all that will be run.
 */
export function requirementTests(
  plan: GroupPlan,
  cases: readonly Case[],
  capabilities: readonly Capability[],
): RequirementTest[] {
  const page = `rules/${plan.rule.name}.md`;
  const own = allRequirements().filter((requirement) => requirement.page === page);
  const others = allRequirements().filter((requirement) => requirement.page !== page);
  return [...own, ...others].flatMap(({ id, page: where, keyword }): RequirementTest[] => {
    const kind = byKind[id];
    const testing = cases
      .filter((testCase) => kind?.of(testCase.id) ?? testCase.requirements.includes(id))
      .map((testCase) => testCase.id);
    const title = (tail: string): string =>
      `${id}: ${requirementText(id)}${departure(id, plan)} (${plan.rule.name}, ${plan.dtype}: ${tail})`;
    if (testing.length > 0) return [{ id, title: title(count(testing.length, "case")), cases: testing }];
    if (kind === undefined && (where !== page || !keyword.startsWith("MUST"))) return [];
    if (kind?.takes === undefined) return [{ id, title: title("no case of this run tests it"), cases: [] }];
    // A rule without such cases has nothing to show with the capability either.
    if (capabilities.includes(kind.takes)) return [];
    return [{ id, title: title(`the port does not have the capability "${kind.takes}"`), cases: [] }];
  });
}

/** What a profile has in place of what a requirement says. */
function departure(id: string, { rule, profile }: GroupPlan): string {
  const axes = familyOf(rule)?.axes ?? {};
  const own = Object.entries(profileRule(profile, rule.name).choice)
    .filter(([axis]) => axes[axis]?.requirement === id)
    .map(([axis, value]) => `${axis} = ${value}`);
  return own.length === 0 ? "" : ` Profile ${profile} departs from it: ${own.join(", ")}.`;
}
