// Finds a Chromium to test in, and as a program installs Debian's where there is none: node scripts/chromium.js
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/** The path of a Chromium: $CHROMIUM_PATH, or the first usual name in $PATH; undefined if there is none. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (findChromium() === undefined) {
    execFileSync("apt-get", ["update"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  }
  const found = findChromium();
  if (found === undefined) throw new Error("expected a chromium after installing it, got none");
  console.log(found);
}
