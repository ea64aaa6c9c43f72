import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { startProcessPort } from "../../src/ports/process/process-port.ts";
import { descended, descent, eventually, hostile, short, startCounted } from "./processes.ts";

vi.setConfig({ testTimeout: 20_000 });

const folder = mkdtempSync(join(tmpdir(), "optspec-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Misbehaviour → what the message says; all of them are failures of the kind `start`. */
const failures: Readonly<Record<string, RegExp>> = {
  banner:
    /expected one line of JSON, the reply to request 0, got "Welcome to optimizers 1\.0"; only replies belong/,
  "protocol-2": /: protocol: expected 1, got 2$/,
  refuses: /: the port answered: speaks protocol 7 only$/,
  "claims-twice": /: reply\.claims\[1\]\.rule: expected each rule once, got "gd"$/,
  "unknown-capability":
    /: reply\.capabilities\[0\]: expected "state" or "restore" or "resume", got "teleport"$/,
  "loses-minus-zero":
    /: echo: expected -0 back as values\[2\], got 0; numbers have to survive the port's JSON$/,
  "prints-15-digits": /: echo: expected 1\.7976931348623157e\+308 back as values\[8\], got Infinity/,
  "single-precision": /: echo: expected 0\.1 back as values\[0\], got 0\.10000000149011612/,
  "echo-too-short": /: echo: expected \d+ values, got \d+$/,
};

test.for(Object.entries(failures))("%s: the port does not start", async ([name, message]) => {
  await expect(startProcessPort(hostile(name), short)).rejects.toMatchObject({
    name: "PortError",
    kind: "start",
    message: expect.stringMatching(message),
  });
});

test("a port that never introduces itself runs into the start's timeout", async () => {
  await expect(
    startProcessPort(hostile("hang-on-start"), { ...short, startTimeout: 400 }),
  ).rejects.toMatchObject({ kind: "start", message: expect.stringContaining("no reply within") });
});

test("a slow start is waited for, and not mistaken for a slow case", async () => {
  const { port } = await startCounted(hostile("slow-start"), { caseTimeout: 500 });
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  await port.close();
});

test.each([
  [
    "a command that does not exist",
    ["no-such-command-anywhere"],
    {},
    /cannot be run: spawn no-such-command-anywhere ENOENT/,
  ],
  [
    "a folder that does not exist",
    [process.execPath],
    { cwd: "/no/such/folder" },
    /cannot be run: spawn .* ENOENT/,
  ],
  [
    "a word that no command line can hold",
    [process.execPath, "a\0b"],
    {},
    /must be a string without null bytes/,
  ],
  ["no command", [], {}, /^command: expected a program and its arguments, got none$/],
  ["a program that is no port", [process.execPath, "-e", "console.log(1)"], {}, /got "1"/],
  [
    "a program that ends at once",
    [process.execPath, "-e", ""],
    {},
    /the port ended with exit code 0 before its reply/,
  ],
])("%s", async (_, argv, options, message) => {
  await expect(startProcessPort(argv, { ...short, ...options })).rejects.toMatchObject({
    kind: "start",
    message: expect.stringMatching(message),
  });
});

test("a limit that is no number above 0 is refused", async () => {
  await expect(startProcessPort(hostile("none"), { caseTimeout: 0 })).rejects.toThrow(
    "caseTimeout: expected a number above 0, got 0",
  );
});

test("a port that does not start again is given up, and the cases that are left say so", async () => {
  const memory = join(folder, "once");
  const { port, alive } = await startCounted(hostile("starts-once", memory));
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  await expect(port.run(descent(0.25))).rejects.toMatchObject({ kind: "crash" });
  for (let round = 0; round < 4; round++)
    await expect(port.run(descent(0.5))).rejects.toMatchObject({
      kind: "start",
      message: expect.stringMatching(/^the port does not start again: .*exit code 7 before its reply/s),
    });
  // One good start and three attempts; the later cases try no more.
  expect(readFileSync(memory, "utf8")).toBe("xxxx");
  await port.close();
  expect(alive()).toBe(0);
});

test("a start that fails now and then is tried again for the same case", async () => {
  const { port } = await startCounted(hostile("starts-every-other-time", join(folder, "other")));
  for (let round = 0; round < 2; round++) {
    await expect(port.run(descent(0.25))).rejects.toMatchObject({ kind: "crash" });
    expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  }
  await port.close();
});

test("after some timeouts in a row the rest of a rule is not run, and other rules are", async () => {
  const { port } = await startCounted(hostile("hang"), { caseTimeout: 300, timeoutsInARow: 2 });
  const began = performance.now();
  await expect(port.run(descent(0.25))).rejects.toThrow("no reply within 0.3 s");
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  await expect(port.run(descent(0.25))).rejects.toThrow("no reply within 0.3 s");
  await expect(port.run(descent(0.25))).rejects.toThrow("no reply within 0.3 s");
  await expect(port.run(descent(0.5))).rejects.toMatchObject({
    kind: "timeout",
    message: "not run: 2 cases of gd (f64) in a row got no reply in time",
  });
  expect(await port.run({ ...descent(0.5), dtype: "f32" })).toEqual(descended(0.5));
  expect(performance.now() - began).toBeLessThan(10_000);
  await port.close();
});

test.each(["ignores-stop", "daemon-at-stop"])("%s: close ends what is left", async (name) => {
  const { port, alive } = await startCounted(hostile(name));
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  await port.close();
  expect(await eventually(() => alive() === 0)).toBe(true);
});

test("close waits for the case in progress, may be called twice, and ends all running", async () => {
  const { port } = await startCounted(hostile("none"));
  const running = port.run(descent(0.5));
  await Promise.all([port.close(), port.close()]);
  expect(await running).toEqual(descended(0.5));
  await expect(port.run(descent(0.5))).rejects.toThrow("the port has been closed");
});

test("requests of one moment are sent one after the other", async () => {
  const { port } = await startCounted(hostile("none"));
  const rates = Array.from({ length: 20 }, (_, index) => 1 + index / 16);
  expect(await Promise.all(rates.map((lr) => port.run(descent(lr))))).toEqual(rates.map(descended));
  await port.close();
});
