import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPort } from "../ports/load.ts";
import type { Port } from "../ports/port.ts";
import type { ProcessOptions } from "../ports/process/options.ts";
import { startProcessPort } from "../ports/process/process-port.ts";

/** Where a port is: itself, the path of a module that exports one by default, or a command that speaks the protocol. */
export type PortSource = Port | string | readonly string[];

/** A place that is given as a file URL, as a path from the working directory. */
export function sourceOf(port: PortSource | URL): PortSource {
  if (!(port instanceof URL)) return port;
  const path = relative(process.cwd(), fileURLToPath(port));
  return path.startsWith("..") ? path : `./${path}`;
}

/** @throws PortError where it does not start. */
export async function openPort(source: Exclude<PortSource, Port>, options: ProcessOptions): Promise<Port> {
  return typeof source === "string" ? loadPort(source) : startProcessPort(source, options);
}
