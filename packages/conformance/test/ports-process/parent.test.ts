import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { countTagged, eventually } from "./processes.ts";

vi.setConfig({ testTimeout: 20_000 });

const path = (url: string): string => fileURLToPath(new URL(url, import.meta.url));
const words = [path("parent.mjs"), path("../../src/ports/process/process-port.ts"), path("hostile/port.mjs")];

test("a closed port leaves the program as it was", async () => {
  const parent = spawn(process.execPath, [...words, "close"], { stdio: "ignore" });
  const began = performance.now();
  expect(await new Promise((resolve) => parent.once("exit", resolve))).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP", "exit", "throw"] as const)(
  "the port ends with the program that started it: %s",
  async (way) => {
    const tag = randomUUID();
    const parent = spawn(process.execPath, [...words, way], {
      env: { ...process.env, OPTSPEC_TEST: tag },
      stdio: ["ignore", "pipe", "ignore"],
    });
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    if (process.platform === "linux") expect(countTagged(tag)).toBe(2);
    const ended = new Promise((resolve) => parent.once("exit", (code, signal) => resolve(signal ?? code)));
    if (way.startsWith("SIG")) parent.kill(way as NodeJS.Signals);
    // The signal keeps its meaning: the program ends by it.
    expect(await ended).toBe({ exit: 5, throw: 1 }[way as string] ?? way);
    expect(await eventually(() => countTagged(tag) === 0)).toBe(true);
  },
);
