import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ProcessPort, startProcessPort } from "../../src/ports/process/process-port.ts";
import { verify } from "../../src/verify/verify.ts";
import { commandOf, pythonPorts } from "./ports.ts";

// Libraries are large, so nobody has to have them: set OPTSPEC_PYTHON to an interpreter that has some
// (packages/conformance/ports/README.md).
const minute = 60_000;

for (const port of pythonPorts) {
  const { folder, args = [], env = {}, module, named } = port;
  const title = [folder, ...args, ...Object.values(env)].join(" ");
  const command = commandOf(port);
  if (command === undefined) {
    console.warn(`ports-python: ${title} skipped: OPTSPEC_PYTHON names no interpreter with ${module}`);
    test.skip(`${title}: OPTSPEC_PYTHON names no interpreter with ${module}`, () => {});
    continue;
  }
  describe(title, { timeout: 10 * minute }, () => {
    let process: ProcessPort;
    beforeAll(async () => {
      process = await startProcessPort(command, { env, startTimeout: 2 * minute });
    }, 3 * minute);
    afterAll(() => process.close());

    test("conforms to its own profile", async () => {
      const { groups } = await verify(process, { cases: 6 });
      expect(groups.length).toBeGreaterThan(2);
      for (const { rule, dtype, cases } of groups) {
        const wrong = cases.filter(({ verdict }) => verdict === "deviates" || verdict === "error");
        expect(wrong, `${rule} ${dtype}`).toEqual([]);
        expect(
          cases.some(({ verdict }) => verdict === "exact" || verdict === "within bound"),
          `${rule} ${dtype}`,
        ).toBe(true);
      }
    });

    test.each(Object.entries(named))("%s deviates from the specification, as %j", async (rule, choice) => {
      const { groups } = await verify(process, { profile: "normative", rules: [rule], cases: 6 });
      const { counts, diagnosis } = groups[0]!;
      expect(counts.deviates).toBeGreaterThan(0);
      const [best] = diagnosis!.explanations;
      expect(best?.choice).toEqual(choice);
      expect(best!.matched).toBe(diagnosis!.cases);
    });
  });
}
