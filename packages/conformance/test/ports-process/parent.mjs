// A program that uses a port, and ends in the way that its argument says while a case is hanging.
import { pathToFileURL } from "node:url";

const [module, script, way] = process.argv.slice(2);
const { startProcessPort } = await import(pathToFileURL(module).href);
const port = await startProcessPort([process.execPath, script, "hang"], {
  caseTimeout: way === "close" ? 200 : 60_000,
});
const params = { w: { shape: [1], data: [1] } };
port
  .run({ rule: "gd", dtype: "f64", config: { lr: 0.25 }, params, steps: [{ grads: { w: [1] } }] })
  .catch(() => {});
console.log("hanging");
if (way === "close") {
  // The hanging case runs into its timeout; then nothing may keep this program alive, nor change what signals do.
  await port.close();
  process.exitCode = process.listenerCount("SIGINT") + process.listenerCount("exit");
}
if (way === "exit") setTimeout(() => process.exit(5), 100);
if (way === "throw")
  setTimeout(() => {
    throw new Error("a bug of the program");
  }, 100);
