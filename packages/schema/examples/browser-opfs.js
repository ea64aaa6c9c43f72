// The same with a file in the origin's private file system.
import { encodeCheckpointParts, loadCheckpoint } from "@optspec/schema";

const name = "latest.safetensors";

/** What is written becomes the file only when it is closed; until then the former one stays. */
export async function save(optimizer) {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
  for (const part of encodeCheckpointParts(optimizer, { container: "safetensors" })) await file.write(part);
  await file.close();
}

/** Whether there was anything to go on from. */
export async function resume(optimizer) {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(name).catch(() => undefined);
  const file = await handle?.getFile();
  // A file that was made and never written is empty.
  if (file === undefined || file.size === 0) return false;
  loadCheckpoint(optimizer, new Uint8Array(await file.arrayBuffer()));
  return true;
}
