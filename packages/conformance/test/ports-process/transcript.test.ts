import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  echoMessageSchema,
  echoReplySchema,
  runMessageReplySchema,
  runMessageSchema,
  startMessageSchema,
  startReplySchema,
  stopMessageSchema,
} from "@optspec/schema";
import { expect, test } from "vitest";
import type { Port, RunRequest } from "../../src/ports/port.ts";
import { startProcessPort } from "../../src/ports/process/process-port.ts";

const page = fileURLToPath(new URL("../../../../spec/port-protocol.md", import.meta.url));
const text = readFileSync(page, "utf8");
const blocks = [...text.matchAll(/^```\n((?:[→←] .*\n)+)```$/gm)].map((match) =>
  match[1]!.trimEnd().split("\n"),
);
/** The page's long example: one line per message, `→` to the port and `←` back. */
const conversation = blocks.at(-1)!;

const schemas = {
  start: [startMessageSchema, startReplySchema],
  echo: [echoMessageSchema, echoReplySchema],
  run: [runMessageSchema, runMessageReplySchema],
  stop: [stopMessageSchema, undefined],
} as const;

test("every message of the page's examples fits its schema", () => {
  expect(blocks.length).toBeGreaterThan(2);
  for (const block of blocks) {
    let command: keyof typeof schemas = "start";
    for (const line of block) {
      const message: { cmd?: keyof typeof schemas } = JSON.parse(line.slice(2));
      const request = line.startsWith("→");
      if (request) command = message.cmd!;
      const schema = schemas[command][request ? 0 : 1]!;
      expect(schema.safeParse(message).error?.issues, line).toBeUndefined();
    }
  }
});

test("the conversation has every command, every optional field and every form of reply", () => {
  for (const part of [
    '"start"',
    '"echo"',
    '"run"',
    '"stop"',
    '"from"',
    '"resumeAt"',
    '"skipped"',
    '"error"',
    '"state"',
  ])
    expect(
      conversation.some((line) => line.includes(part)),
      part,
    ).toBe(true);
});

test("the suite sends these requests and reads these replies", async () => {
  const replay = fileURLToPath(new URL("replay.mjs", import.meta.url));
  const port = await startProcessPort([process.execPath, replay, page]);
  for (const [request, reply] of runs()) expect(await port.run(request)).toEqual(reply);
  expect(port.capabilities).toEqual(["state", "restore", "resume"]);
  await port.close();
});

test("the numbers are those of the specification", async () => {
  const module = new URL("../../ports/javascript-core/port.mjs", import.meta.url).href;
  const { default: core }: { default: Port } = await import(module);
  let compared = 0;
  for (const [request, reply] of runs()) {
    if (!("steps" in reply)) continue;
    compared++;
    const plain = (value: unknown): unknown =>
      ArrayBuffer.isView(value)
        ? Array.from(value as Float64Array)
        : typeof value === "object" && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
          : Array.isArray(value)
            ? value.map(plain)
            : value;
    expect(plain(await core.run(request))).toEqual(reply);
  }
  expect(compared).toBe(3);
});

/** The runs of the conversation, decoded. */
function runs(): [RunRequest, object][] {
  return conversation.flatMap((line, index): [RunRequest, object][] => {
    if (!line.startsWith("→") || !line.includes('"cmd":"run"')) return [];
    const { id: _, cmd, ...request } = runMessageSchema.parse(JSON.parse(line.slice(2)));
    const { id, ...reply } = runMessageReplySchema.parse(JSON.parse(conversation[index + 1]!.slice(2)));
    return [[request, reply]];
  });
}
