import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "@optspec/core";
import { afterAll, expect, it, vi } from "vitest";
import { save, verify } from "../../../src/checkpoint/node/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeOptimizer } from "../support/optimizers.ts";

// Every test starts a process.
vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const saver = fileURLToPath(new URL("saver.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;
/** Root may do anything, so that what is forbidden is tried as nobody. */
const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};

function saveAs(path: string, options: object = {}): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", saver, "once", path], {
    encoding: "utf8",
    ...options,
  });
  return stdout || stderr;
}

chmodSync(folder, 0o755);
const canActAsNobody = saveAs(join(folder, "nowhere", "x.json"), nobody).startsWith("file:");

it.skipIf(!canActAsNobody).each(["x.json", "x.safetensors", "x"])("a read-only folder, %s", async (form) => {
  const place = join(folder, `read-only-${form}`);
  mkdirSync(place);
  await save(join(place, form), makeOptimizer(rules.adam, "f32"));
  if (!form.includes(".")) chmodSync(join(place, form), 0o555);
  chmodSync(place, 0o555);
  expect(saveAs(join(place, form), nobody)).toMatch(
    /^file: .*expected to \w+ it, got EACCES: permission denied/,
  );
  expect((await verify(join(place, form))).t).toBe(0);
  chmodSync(place, 0o755);
  if (!form.includes(".")) chmodSync(join(place, form), 0o755);
});

it.skipIf(!canActAsNobody)("a file that may not be read", () => {
  const place = join(folder, "unreadable");
  mkdirSync(place, { mode: 0o777 });
  chmodSync(place, 0o777);
  const path = join(place, "x.safetensors");
  expect(saveAs(path)).toBe("saved\n");
  chmodSync(path, 0o000);
  const script = `import { verify } from ${JSON.stringify(new URL("../../../src/checkpoint/node/index.ts", import.meta.url).href)};
    await verify(${JSON.stringify(path)}).catch((error) => console.log(error.code, error.message));`;
  const { stdout } = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
    encoding: "utf8",
    ...nobody,
  });
  expect(stdout).toMatch(/^file .*EACCES: permission denied/);
  chmodSync(path, 0o644);
});

/** A file system of 128 KiB, where this process may mount one. */
const disk = join(folder, "disk");
mkdirSync(disk);
const mounted =
  isRoot && spawnSync("mount", ["-t", "tmpfs", "-o", "size=128k", "optspec", disk]).status === 0;
afterAll(() => {
  if (mounted) execFileSync("umount", [disk]);
});

it.skipIf(!mounted).each(["x.json", "x.safetensors", "x"])("a disk that is full, %s", async (form) => {
  const path = join(disk, form);
  await save(path, makeOptimizer(rules.adam, "f32"));
  expect(saveAs(path)).toMatch(/^file: .*ENOSPC: the disk is full/);
  expect((await verify(path)).t).toBe(0);
  expect(readdirSync(disk).filter((name) => name.startsWith("."))).toEqual([]);
});

it.skipIf(process.platform === "win32")("a file that may not become so large", async () => {
  const path = join(folder, "limited.safetensors");
  await save(path, makeOptimizer(rules.adam, "f32"));
  const before = join(folder, "before");
  copyFileSync(path, before);
  const command = `trap '' XFSZ; ulimit -f 64; exec "$0" --no-warnings "$1" once "$2"`;
  const { stdout, signal } = spawnSync("bash", ["-c", command, process.execPath, saver, path], {
    encoding: "utf8",
  });
  expect(signal ?? stdout).toMatch(/^file: .*EFBIG|^SIGXFSZ$/);
  expect((await verify(path)).t).toBe(0);
});
