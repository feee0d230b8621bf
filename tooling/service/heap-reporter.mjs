/** Loaded into a server's process: for SIGUSR2 it collects garbage, and prints the bytes that its main thread still uses. */
import v8 from "node:v8";
import vm from "node:vm";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  v8.setFlagsFromString("--expose-gc");
  const collectGarbage = vm.runInNewContext("gc");
  process.on("SIGUSR2", () => {
    collectGarbage();
    process.stderr.write(`heap: ${process.memoryUsage().heapUsed}\n`);
  });
}
