import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { adam, createOptimizer, type FloatArray, profileRule, scheduled } from "@optspec/core";
import { readForeign } from "@optspec/schema";
import { save } from "@optspec/schema/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpointCommand } from "../../src/cli/checkpoint.ts";

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "optspec-cli-"));
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    profileRule("pytorch", "adam"),
    { lr: 0.01 },
    { w: new Float32Array([1, 2]), b: new Float32Array(1) },
    { groups: { biases: { params: ["b"], config: { lr: 0.5 } } } },
  );
  await save(at("a.json"), optimizer, { metadata: { run: "x" }, shapes: { w: [1, 2] } });
  optimizer.step({ w: new Float32Array([1, 0]), b: new Float32Array(1) });
  optimizer.configure({ lr: 0.02 });
  await save(at("b.safetensors"), optimizer, { shapes: { w: [1, 2] } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function checkpoint(
  positionals: string[],
  values: Record<string, string | boolean> = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await checkpointCommand.run(values, positionals, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: false,
    width: 100,
    interactive: false,
  });
  return { code, out, err };
}

it("inspect names rule, variant, profiles, step, groups and shapes", async () => {
  const { code, out } = await checkpoint(["inspect", at("a.json")]);
  expect(code).toBe(0);
  expect(out).toMatch(/rule +adam\n/);
  expect(out).toMatch(/variant +epsSite = outside\n/);
  expect(out).toMatch(/profiles +.*pytorch/);
  expect(out).toMatch(/updates +0\n/);
  expect(out).toMatch(/group biases +b: lr = 0.5\n/);
  expect(out).toMatch(/metadata +run = x\n/);
  expect(out).toMatch(/w +\[1, 2\]\n/);
  const json = JSON.parse((await checkpoint(["inspect", at("b.safetensors")], { json: true })).out);
  expect(json).toMatchObject({ ok: true, rule: "adam", variant: { epsSite: "outside" }, manifest: { t: 1 } });
});

it("inspect and diff show schedules, and where they are", async () => {
  const make = (steps: number) => {
    const optimizer = scheduled(
      createOptimizer<string, string, string, FloatArray>(
        adam,
        {},
        { w: new Float32Array(2), b: new Float32Array(1) },
        { groups: { biases: { params: ["b"], config: {} } } },
      ),
      { lr: { kind: "linear", from: 0, to: 0.5, steps } },
      {
        biases: {
          eps: { kind: "exponential", from: 1, factor: 0.5 },
          beta1: { kind: "constant", value: 0, steps: 2 },
        },
      },
    );
    for (let i = 0; i < 2; i++) optimizer.step();
    return optimizer;
  };
  await save(at("s.json"), make(8));
  await save(at("s2.json"), make(10));
  const { out } = await checkpoint(["inspect", at("s.json")]);
  expect(out).toMatch(/config +lr = 0.125, /);
  expect(out).toContain(
    'schedule      lr: {"kind":"linear","from":0,"to":0.5,"steps":8}, next is update 3 of 8\n',
  );
  expect(out).toContain(
    '  schedule    eps: {"kind":"exponential","from":1,"factor":0.5}, next is update 3\n',
  );
  expect(out).toContain('beta1: {"kind":"constant","value":0,"steps":2}, ended after 2 updates\n');
  const diff = await checkpoint(["diff", at("s.json"), at("s2.json")]);
  expect(diff.code).toBe(1);
  expect(diff.out).toContain(
    'groups.default.schedules.lr: {"kind":"linear","from":0,"to":0.5,"steps":8} | {"kind":"linear","from":0,"to":0.5,"steps":10}\n',
  );
  expect((await checkpoint(["diff", at("s.json"), at("s.json")])).code).toBe(0);
});

it("verify finds one changed bit", async () => {
  expect(await checkpoint(["verify", at("b.safetensors")])).toMatchObject({
    code: 0,
    out: `${at("b.safetensors")}: whole, as it was written; 2 parameter(s) after 1 update(s)\n`,
  });
  const bytes = readFileSync(at("b.safetensors"));
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(at("c.safetensors"), bytes);
  const { code, err } = await checkpoint(["verify", at("c.safetensors")]);
  expect([code, err]).toEqual([1, expect.stringContaining("checksum: ")]);
  const json = await checkpoint(["verify", at("c.safetensors")], { json: true });
  expect(JSON.parse(json.out)).toMatchObject({
    ok: false,
    code: "checksum",
    issues: [{ path: at("c.safetensors") }],
  });
  expect(json.code).toBe(1);
});

it("diff names what differs", async () => {
  expect(await checkpoint(["diff", at("a.json"), at("a.json")])).toMatchObject({
    code: 0,
    out: expect.stringContaining("bit for bit"),
  });
  const { code, out } = await checkpoint(["diff", at("a.json"), at("b.safetensors")]);
  expect(code).toBe(1);
  expect(out).toContain("config.lr: 0.01 | 0.02\n");
  expect(out).toContain("t: 0 | 1\n");
  expect(out).toMatch(/theta\/w: 1 of 2 numbers, up to \d+ ULP\n/);
  const json = JSON.parse(
    (await checkpoint(["diff", at("a.json"), at("b.safetensors")], { json: true })).out,
  );
  expect(json).toMatchObject({ same: false, manifest: [{ path: "config.lr" }, { path: "t" }] });
});

describe("convert", () => {
  it.each(["c1.json", "c2.safetensors", "c3"])("to %s and nothing is lost", async (name) => {
    expect((await checkpoint(["convert", at("b.safetensors"), at(name)])).code).toBe(0);
    expect((await checkpoint(["diff", at(name), at("b.safetensors")])).code).toBe(0);
    await expect(checkpoint(["convert", at("a.json"), at(name)])).rejects.toThrow(
      "is there already; --force replaces it",
    );
    expect((await checkpoint(["convert", at("a.json"), at(name)], { force: true })).code).toBe(0);
    expect((await checkpoint(["diff", at(name), at("a.json")])).code).toBe(0);
  });

  it("to PyTorch and back", async () => {
    expect(
      (await checkpoint(["convert", at("b.safetensors"), at("torch.safetensors")], { to: "pytorch" })).code,
    ).toBe(0);
    expect([...readForeign(readFileSync(at("torch.safetensors"))).arrays.keys()]).toContain(
      "state.0.exp_avg",
    );
    const back = { from: "pytorch", rule: "adam", force: true };
    expect((await checkpoint(["convert", at("torch.safetensors"), at("back.json")], back)).code).toBe(0);
    const { out } = await checkpoint(["diff", at("b.safetensors"), at("back.json")]);
    expect(out).not.toContain("theta/");
    expect(out).not.toContain("t: ");
  });

  it("from a file of torch.save", async () => {
    const path = fileURLToPath(
      new URL("../../../../fixtures/checkpoints/foreign/pytorch-adam-f32.pt", import.meta.url),
    );
    const { code, out } = await checkpoint(["convert", path, at("pt.json")], {
      from: "pytorch",
      rule: "adam",
      json: true,
    });
    expect([code, JSON.parse(out)]).toEqual([0, { ok: true, path: at("pt.json"), t: 3, params: 2 }]);
  });

  it("says what cannot be", async () => {
    const plain = createOptimizer(adam, {}, { w: new Float32Array(1) });
    await save(at("plain.json"), plain);
    const { code, err } = await checkpoint(["convert", at("plain.json"), at("no")], { to: "pytorch" });
    expect([code, err]).toEqual([1, expect.stringContaining("program.theta: expected ")]);
    await expect(checkpoint(["convert", at("a.json"), at("no")], { from: "pytorch" })).rejects.toThrow(
      "--from needs --rule",
    );
  });
});

it.each<[string[], string]>([
  [[], "checkpoint: expected one of inspect, verify, diff, convert, got nothing"],
  [["inspct", "x"], "got inspct"],
  [["diff", "x"], "checkpoint diff: expected <checkpoint> <checkpoint>, got 1 path(s)"],
])("wrong usage: %j", async (words, message) => {
  await expect(checkpoint(words)).rejects.toThrow(message);
});

it("a file that is not there is wrong usage", async () => {
  const { code, err } = await checkpoint(["inspect", at("nowhere")]);
  expect([code, err]).toEqual([2, expect.stringContaining("ENOENT")]);
});
