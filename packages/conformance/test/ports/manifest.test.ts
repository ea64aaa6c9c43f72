import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { allManifests, readManifest } from "../../scripts/ports/manifest.ts";
import { UsageError } from "../../src/cli/exit-codes.ts";

const folder = mkdtempSync(join(tmpdir(), "manifests-"));
afterAll(() => rmSync(folder, { recursive: true }));

const good = {
  library: { name: "example", version: "1.0.0" },
  run: ["example"],
  profile: "pytorch",
  rules: { adam: ["f32", "f64"], gd: ["f32"] },
  deviations: [{ held: ["normative"], rule: "adam", choice: { epsSite: "outside" }, source: "adam.py" }],
};

/** The message with which a manifest is refused; undefined where it is read. */
function refusal(content: unknown, name = "python-example"): string | undefined {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, name, "manifest.json"),
    typeof content === "string" ? content : JSON.stringify(content),
  );
  try {
    readManifest(name, folder);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
}

test("every port in the repository has a manifest that is right", () => {
  expect(allManifests().map(({ name }) => name)).toContain("javascript-core");
});

test("a manifest is read, and names its language by its folder", () => {
  expect(refusal(good)).toBeUndefined();
  expect(readManifest("python-example", folder)).toMatchObject({
    name: "python-example",
    language: "python",
    needs: [],
    env: {},
  });
});

const deviation = good.deviations[0]!;
const withDeviation = (changes: object): object => ({ ...good, deviations: [{ ...deviation, ...changes }] });

test.each<[unknown, RegExp]>([
  ["{", /manifest\.json: .*JSON/],
  [{ ...good, setups: [] }, /Unrecognized key: "setups"/],
  [{ ...good, library: { name: "example" } }, /library\.version/],
  [{ ...good, module: "port.mjs" }, /expected either run or module/],
  [{ ...good, run: undefined }, /expected either run or module/],
  [{ ...good, run: [] }, /run/],
  [{ ...good, setup: [["pip"]] }, /expected setup and inputs together/],
  [{ ...good, profile: "torch" }, /profile/],
  [{ ...good, rules: {} }, /expected at least one rule, got none/],
  [{ ...good, rules: { adam: ["f16"] } }, /rules\.adam/],
  [{ ...good, rules: { adamw2: ["f32"] } }, /rules/],
  [
    withDeviation({ rule: "momentum" }),
    /expected a rule of the port, got momentum.*\n.*deviations\[0\]\.rule/,
  ],
  [withDeviation({ held: ["keras"] }), /expected normative or pytorch, got keras/],
  [
    withDeviation({ rule: "gd", choice: undefined, defaults: { lr: 1 }, dtypes: ["f64"] }),
    /expected f32, got f64/,
  ],
  [withDeviation({ choice: { epsSide: "outside" } }), /expected an axis of the rule, got outside/],
  [withDeviation({ choice: { epsSite: "beside" } }), /expected inside, outside, none, got beside/],
  [withDeviation({ defaults: { rate: 1 } }), /expected a hyperparameter of adam, got rate/],
  [withDeviation({ bug: "no-such-bug" }), /deviations\[0\]\.bug/],
  [withDeviation({ choice: undefined }), /expected choice, bug or defaults, or else unexplained/],
  [withDeviation({ unexplained: "why" }), /expected choice, bug or defaults, or else unexplained/],
  [withDeviation({ source: "" }), /deviations\[0\]\.source/],
  [
    { ...good, deviations: [deviation, { ...deviation, dtypes: ["f64"] }] },
    /expected each rule, profile and type once, got those of deviations\[0\] again/,
  ],
])("%#: a wrong manifest is refused, and the place is named", (content, message) => {
  expect(refusal(content)).toMatch(message);
});

test("a folder has to be named after its language, and to have a manifest", () => {
  expect(refusal(good, "Torch")).toBe("Torch: expected a folder named <language>-<name>, in lower case");
  expect(() => readManifest("python-nothing", folder)).toThrow(
    "python-nothing: expected a manifest.json, there is none",
  );
});
