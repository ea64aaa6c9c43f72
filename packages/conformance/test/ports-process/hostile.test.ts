import { expect, test, vi } from "vitest";
import type { PortErrorKind } from "../../src/ports/port-error.ts";
import { descended, descent, eventually, hostile, startCounted } from "./processes.ts";

// Machines may be busy; what has to be bounded is bounded by the limits in `short`.
vi.setConfig({ testTimeout: 20_000 });

/** Misbehaviour → the class of the failure, and what its message says. */
const failures: Readonly<Record<string, readonly [PortErrorKind, RegExp]>> = {
  hang: ["timeout", /^no reply within 1 s: nothing came; does it flush its standard output\?$/],
  "hang-busy": ["timeout", /nothing came; does it flush/],
  unflushed: [
    "timeout",
    /a line without an end came: "\{\\"id\\":3,\\"steps\\":\[\{\\"p"; does it end the line, and flush\?/,
  ],
  "no-newline": ["timeout", /a line without an end came/],
  "exit-3": [
    "crash",
    /^the port ended with exit code 3 before its reply\nIts standard error ended with:\n {2}Traceback: the matrix is singular$/,
  ],
  "exit-mid-line": ["crash", /exit code 0 before its reply, in the middle of the line "\{\\"id/],
  segfault: ["crash", /^the port ended by SIGSEGV before its reply/],
  "closes-stdout": ["protocol", /^the port closed its standard output before its reply, and runs on/],
  "wrong-id": ["protocol", /^expected a reply with "id":3, got "\{\\"id\\":999/],
  "text-id": ["protocol", /^expected a reply with "id":3, got "\{\\"id\\":\\"3\\"/],
  "no-id": ["protocol", /^expected a reply with "id":3, got "\{\\"steps/],
  "invalid-json": [
    "protocol",
    /^expected one line of JSON, the reply to request 3, got "\{\\"id\\":2,\\"steps\\":\[NaN\]\}"/,
  ],
  "junk-before": [
    "protocol",
    /got "Loading weights…"; only replies belong on standard output, logs on standard error$/,
  ],
  "junk-after": ["protocol", /^expected one line for each request, got another after the reply: "done"$/],
  "two-replies": ["protocol", /got another after the reply: "\{\\"id\\":3/],
  "empty-line": ["protocol", /got an empty line/],
  "a-number": ["protocol", /got "42"$/],
  "an-array": ["protocol", /got "\[\]"$/],
  "invalid-utf8": ["protocol", /got bytes that are not UTF-8: "\{/],
  "byte-order-mark": ["protocol", /expected one line of JSON/],
  "deep-json": ["protocol", /expected one line of JSON.*\(200000 bytes\)/],
  "100-mb": ["protocol", /^expected lines of at most 8388608 bytes, got a longer one/],
  flood: ["protocol", /got "y"/],
  "leaves-child": ["crash", /exit code 1 before its reply/],
  "leaves-daemon": ["crash", /exit code 1 before its reply/],
};

test.for(Object.entries(failures))(
  "%s: one case fails, and the others are run",
  async ([name, [kind, message]]) => {
    const { port, alive } = await startCounted(hostile(name));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const sampler = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 2);
    expect(await port.run(descent(0.5))).toEqual(descended(0.5));
    await expect(port.run(descent(0.25))).rejects.toMatchObject({
      name: "PortError",
      kind,
      message: expect.stringMatching(message),
    });
    // The failed case leaves nothing behind, not even for a moment: whatever it started is gone before the next one.
    expect(await eventually(() => alive() === 0)).toBe(true);
    expect(await port.run(descent(0.75))).toEqual(descended(0.75));
    expect(alive()).toBe(process.platform === "linux" ? 1 : 0);
    await port.close();
    expect(await eventually(() => alive() === 0)).toBe(true);
    clearInterval(sampler);
    // Twice the longest line, and what was on its way.
    expect(most).toBeLessThan(40e6);
  },
);

const replies: Readonly<Record<string, RegExp>> = {
  "other-fields": /^reply\.steps: expected an array of steps, got undefined$/,
  "no-numbers": /^reply\.steps\[0\]\.params\.w\[0\]: expected a finite number, .*, got "zero"$/,
};

test.for(Object.entries(replies))(
  "%s: a reply of the wrong shape costs no restart",
  async ([name, message]) => {
    const { port, alive } = await startCounted(hostile(name));
    const failure = await Promise.resolve(port.run(descent(0.25))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "reply", message: expect.stringMatching(message) });
    expect(alive()).toBe(process.platform === "linux" ? 1 : 0);
    expect(await port.run(descent(0.5))).toEqual(descended(0.5));
    await port.close();
  },
);

test.each(["byte-by-byte", "crlf"])("%s is allowed", async (name) => {
  const { port } = await startCounted(hostile(name));
  for (const lr of [0.5, 0.25, 0.75]) expect(await port.run(descent(lr))).toEqual(descended(lr));
  await port.close();
});

test("a character may be split between two writes", async () => {
  const { port } = await startCounted(hostile("split-character"));
  expect(await port.run(descent(0.5))).toEqual({ skipped: "größer" });
  await port.close();
});

test("the port's own words are passed on", async () => {
  const error = await startCounted(hostile("says-error"));
  expect(await error.port.run(descent(0.25))).toEqual({ error: "out of memory" });
  await error.port.close();
  const skipped = await startCounted(hostile("says-skipped"));
  expect(await skipped.port.run(descent(0.25))).toEqual({ skipped: "no such rate" });
  await skipped.port.close();
});

test("text after a reply is blamed on the next case, and then is over", async () => {
  const { port } = await startCounted(hostile("junk-later"));
  expect(await port.run(descent(0.25))).toEqual(descended(0.25));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(port.run(descent(0.5))).rejects.toMatchObject({
    kind: "protocol",
    message: expect.stringContaining('another after the reply: "done in 3 ms"'),
  });
  expect(await port.run(descent(0.75))).toEqual(descended(0.75));
  await port.close();
});

test("a port that ends after each reply fails every other case", async () => {
  const { port, alive } = await startCounted(hostile("exit-after-each"));
  for (let round = 0; round < 3; round++) {
    expect(await port.run(descent(0.5))).toEqual(descended(0.5));
    await expect(port.run(descent(0.75))).rejects.toMatchObject({
      kind: "crash",
      message: expect.stringMatching(/^the port ended with exit code 0 (after its last|before its) reply$/),
    });
  }
  await port.close();
  expect(alive()).toBe(0);
});

test("a port that closes its input and runs on fails at the next case", async () => {
  const { port } = await startCounted(hostile("closes-stdin"), { caseTimeout: 3000 });
  expect(await port.run(descent(0.25))).toEqual(descended(0.25));
  await expect(port.run(descent(0.5))).rejects.toMatchObject({
    kind: "protocol",
    message: expect.stringContaining("closed its standard input before its reply, and runs on"),
  });
  expect(await port.run(descent(0.75))).toEqual(descended(0.75));
  await port.close();
});

test("a request that the port does not read blocks nobody", async () => {
  const { port, alive } = await startCounted(hostile("hang-busy"));
  const data = Array.from({ length: 500_000 }, (_, index) => index + 0.5);
  const large = {
    ...descent(0.25),
    params: { w: { shape: [data.length], data } },
    steps: [{ grads: { w: data } }],
  };
  let ticks = 0;
  const clock = setInterval(() => ticks++, 20);
  // The port reads the small request, and then nothing any more.
  const busy = Promise.resolve(port.run(descent(0.25))).catch((error: unknown) => error);
  const behind = Promise.resolve(port.run(large)).catch((error: unknown) => error);
  expect(await busy).toMatchObject({ kind: "timeout" });
  expect(await behind).toMatchObject({ kind: "timeout" });
  clearInterval(clock);
  expect(ticks).toBeGreaterThan(20);
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  await port.close();
  expect(alive()).toBe(0);
});

test("64 MB of logs are drained, and their end is kept", async () => {
  const { port } = await startCounted(hostile("logs-much"), { caseTimeout: 10_000 });
  const before = process.memoryUsage().rss;
  expect(await port.run(descent(0.5))).toEqual(descended(0.5));
  expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  await port.close();
});

test("logs are passed on to whoever wants them", async () => {
  let logged = "";
  const { port } = await startCounted(hostile("exit-3"), { onStderr: (text) => (logged += text) });
  await Promise.resolve(port.run(descent(0.25))).catch(() => {});
  expect(logged).toBe("Traceback: the matrix is singular\n");
  await port.close();
});
