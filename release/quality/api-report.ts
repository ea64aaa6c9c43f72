import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from "@microsoft/api-extractor";
import { entriesOf } from "./entries.ts";
import { type Check, type Published, placeOf, repository } from "./published.ts";

const { Error: fails, None: silent } = ExtractorLogLevel;

/** The report of one entry, from its declarations as they are published. */
function report({ folder }: Published, name: string, types: string, temporary: string): string {
  const configObject: IConfigFile = {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, types),
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "es2023",
          lib: ["es2023"],
          module: "nodenext",
          types: ["node"],
          typeRoots: [join(repository, "node_modules/@types")],
          strict: true,
          skipLibCheck: true,
          noEmit: true,
        },
        include: [join(folder, types)],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: join(temporary, "accepted"),
      reportTempFolder: join(temporary, "made"),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: "lf",
    messages: {
      compilerMessageReporting: { default: { logLevel: fails } },
      extractorMessageReporting: {
        default: { logLevel: silent },
        // Stands in the report, where a reviewer sees it.
        "ae-forgotten-export": { logLevel: silent, addToApiReportFile: true },
      },
      tsdocMessageReporting: { default: { logLevel: silent } },
    },
  };
  const errors: string[] = [];
  mkdirSync(join(temporary, "accepted"), { recursive: true });
  Extractor.invoke(
    ExtractorConfig.prepare({
      configObject,
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, "package.json"),
    }),
    {
      localBuild: true,
      messageCallback(message) {
        if (message.logLevel === fails) errors.push(`${message.sourceFilePath ?? name}: ${message.text}`);
        message.handled = true;
      },
    },
  );
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return readFileSync(join(temporary, "made", `${name}.api.md`), "utf8");
}

/** The reports of all entries of a package by file name; those of a pattern are the same things under another name. */
export function apiReports(pkg: Published): Map<string, string> {
  const temporary = mkdtempSync(join(tmpdir(), "optspec-api-"));
  try {
    return new Map(
      entriesOf(pkg)
        .filter(({ pattern }) => !pattern)
        .map(({ subpath, types }): [string, string] => {
          const name = subpath === "." ? "index" : subpath.slice(2).replaceAll("/", "-");
          return [`${name}.api.md`, report(pkg, name, types, temporary)];
        }),
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** The first line in which two texts differ. */
function difference(before: string, after: string): string {
  const [left, right] = [before.split("\n"), after.split("\n")];
  const at = right.findIndex((line, index) => line !== left[index]);
  const line = at < 0 ? right.length : at;
  return `line ${line + 1}: accepted ${JSON.stringify(left[line] ?? "")}, got ${JSON.stringify(right[line] ?? "")}`;
}

/** The public API is the one that was reviewed: the reports in each package's `api/`. */
export const apiReport: Check = {
  name: "API report",
  problems: (pkg) =>
    [...apiReports(pkg)].flatMap(([file, text]) => {
      const accepted = readIfThere(join(pkg.folder, "api", file));
      return accepted === text
        ? []
        : [
            `${placeOf(pkg)}/api/${file}: ${difference(accepted, text)}; if the change is meant, \`npm run api\` accepts it, for review in the diff`,
          ];
    }),
};

/** Writes the reports as they are now. */
export function acceptApi(pkg: Published): void {
  mkdirSync(join(pkg.folder, "api"), { recursive: true });
  for (const [file, text] of apiReports(pkg)) writeFileSync(join(pkg.folder, "api", file), text);
}
